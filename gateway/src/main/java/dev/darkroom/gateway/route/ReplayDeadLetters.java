package dev.darkroom.gateway.route;

import dev.darkroom.gateway.body.BulkBody;
import dev.darkroom.gateway.command.Bulk;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.request.BulkRequest;
import dev.darkroom.gateway.request.JsonText;
import dev.darkroom.gateway.request.ReplayRequest;

/** {@code POST /v1/dead-letters/replay}: tries jobs again that were given up. */
final class ReplayDeadLetters implements Route {
  private final Bulk bulk;

  ReplayDeadLetters(Bulk bulk) {
    this.bulk = bulk;
  }

  @Override
  public String operationId() {
    return "replayDeadLetters";
  }

  @Override
  public Action read(Request request) {
    BulkRequest replay =
        ReplayRequest.read(JsonText.object(request.body().getBytes()), request.who());
    return () -> Answer.ok(BulkBody.of(replay, bulk.run(replay)));
  }
}
