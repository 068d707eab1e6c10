package dev.darkroom.gateway.route;

import dev.darkroom.gateway.batch.BatchDesk;
import dev.darkroom.gateway.batch.BatchOrder;
import dev.darkroom.gateway.body.BatchBody;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.request.IdempotencyKey;
import dev.darkroom.storage.batch.BatchTerms;
import java.nio.file.Path;
import java.util.Optional;

/** {@code POST /v1/batches}: takes a file of native lines, once all of it is checked. */
final class CreateBatch implements Route {
  private final BatchDesk desk;

  CreateBatch(BatchDesk desk) {
    this.desk = desk;
  }

  @Override
  public String operationId() {
    return "createBatch";
  }

  @Override
  public Action read(Request request) {
    Optional<IdempotencyKey> key = IdempotencyKey.parse(request.header(IdempotencyKey.HEADER));
    Path file = request.file().orElseThrow();
    return () -> {
      BatchDesk.Accepted accepted =
          desk.accept(
              new BatchOrder(
                  request.caller().orElseThrow(Request::keyIsMissing), file, key, BatchTerms.NONE));
      BatchBody body = BatchBodies.of(accepted.standing());
      Answer.Whole answer = Answer.json(202, body).with("Location", body.urls().self());
      return accepted.repeated() ? answer.with("Idempotency-Replayed", "true") : answer;
    };
  }
}
