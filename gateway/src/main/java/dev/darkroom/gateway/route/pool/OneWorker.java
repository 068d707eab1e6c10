package dev.darkroom.gateway.route.pool;

import dev.darkroom.gateway.body.WorkerBody;
import dev.darkroom.gateway.command.Operating;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.job.worker.WorkerRecord;
import dev.darkroom.job.worker.WorkerVerb;
import java.util.List;

/**
 * {@code GET /v1/workers/{name}}, and what an operator does to one worker: the worker as it is
 * then.
 */
final class OneWorker implements Route {
  private final String operationId;
  private final Pools pools;
  private final Deed deed;

  /** What is asked for. */
  @FunctionalInterface
  private interface Deed {
    void to(WorkerRecord worker) throws InterruptedException;
  }

  private OneWorker(String operationId, Pools pools, Deed deed) {
    this.operationId = operationId;
    this.pools = pools;
    this.deed = deed;
  }

  static List<Route> all(Pools pools, Operating operating) {
    return List.of(
        new OneWorker("getWorker", pools, _ -> {}),
        new OneWorker("drainWorker", pools, w -> operating.steer(w, WorkerVerb.DRAIN)),
        new OneWorker("stopWorker", pools, w -> operating.steer(w, WorkerVerb.STOP)),
        new OneWorker("lockWorker", pools, w -> operating.steer(w, WorkerVerb.LOCK)),
        new OneWorker("unlockWorker", pools, w -> operating.steer(w, WorkerVerb.UNLOCK)));
  }

  @Override
  public String operationId() {
    return operationId;
  }

  @Override
  public Action read(Request request) {
    WorkerRecord worker = pools.worker(request);
    return () -> {
      deed.to(worker);
      return Answer.ok(WorkerBody.of(pools.view().worker(worker.id().name()).orElse(worker)));
    };
  }
}
