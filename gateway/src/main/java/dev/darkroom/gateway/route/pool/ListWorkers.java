package dev.darkroom.gateway.route.pool;

import dev.darkroom.gateway.body.ListBody;
import dev.darkroom.gateway.body.WorkerBody;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.view.PoolView;
import java.util.List;
import java.util.Optional;

/** {@code GET /v1/workers}: every worker that the log remembers. */
final class ListWorkers implements Route {
  private static final List<String> STATES = List.of("idle", "busy", "draining", "gone");

  private final PoolView pools;

  ListWorkers(PoolView pools) {
    this.pools = pools;
  }

  @Override
  public String operationId() {
    return "listWorkers";
  }

  @Override
  public Action read(Request request) {
    Optional<String> state = request.query().choice("state", STATES);
    Optional<String> pool = request.query().text("pool");
    return () ->
        Answer.ok(
            ListBody.all(
                pools.workers().stream()
                    .map(WorkerBody::of)
                    .filter(w -> state.map(w.state()::equals).orElse(true))
                    .filter(w -> pool.map(w.pool()::equals).orElse(true))
                    .toList()));
  }
}
