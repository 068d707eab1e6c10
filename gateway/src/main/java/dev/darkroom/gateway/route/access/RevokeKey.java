package dev.darkroom.gateway.route.access;

import dev.darkroom.gateway.command.Keys;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.request.Fields;
import dev.darkroom.job.tenant.KeyRecord;

/** {@code DELETE /v1/keys/{id}}: a key is good no more. */
final class RevokeKey implements Route {
  private final Keys keys;

  RevokeKey(Keys keys) {
    this.keys = keys;
  }

  @Override
  public String operationId() {
    return "revokeKey";
  }

  @Override
  public Action read(Request request) {
    String id = request.path("id");
    if (!KeyRecord.validId(id)) {
      throw Problem.of(
              ProblemCode.KEY_NOT_FOUND,
              "id",
              "there is no key '" + Fields.clip(id) + "': GET /v1/keys lists those there are")
          .exception();
    }
    return () -> {
      keys.revoke(id);
      return Answer.noContent();
    };
  }
}
