package dev.darkroom.gateway.route.job;

import dev.darkroom.gateway.body.BulkBody;
import dev.darkroom.gateway.command.Bulk;
import dev.darkroom.gateway.command.BulkResult;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.request.BulkRequest;
import dev.darkroom.gateway.request.JsonText;
import dev.darkroom.gateway.request.Preference;
import dev.darkroom.gateway.request.ReplayRequest;
import dev.darkroom.gateway.route.Waiting;

/**
 * {@code POST /v1/dead-letters/replay}: tries jobs again that were given up, and waits for their
 * ends where the client prefers so.
 */
final class ReplayDeadLetters implements Route {
  private final Bulk bulk;
  private final Waiting waiting;

  ReplayDeadLetters(Bulk bulk, Waiting waiting) {
    this.bulk = bulk;
    this.waiting = waiting;
  }

  @Override
  public String operationId() {
    return "replayDeadLetters";
  }

  @Override
  public Action read(Request request) {
    BulkRequest replay =
        ReplayRequest.read(JsonText.object(request.body().getBytes()), request.who());
    Preference preference = waiting.preferred(request);
    return () -> {
      BulkResult result = bulk.run(replay);
      BulkBody body = BulkBody.of(replay, result);
      return preference.patience().isEmpty()
          ? Answer.ok(body)
          : Waiting.applied(
              Answer.ok(body.with(waiting.ended(result.done(), preference))), preference);
    };
  }
}
