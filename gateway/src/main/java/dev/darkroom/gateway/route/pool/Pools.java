package dev.darkroom.gateway.route.pool;

import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.request.Fields;
import dev.darkroom.gateway.view.PoolView;
import dev.darkroom.job.id.Names;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.pool.PoolRecord;
import dev.darkroom.job.worker.WorkerRecord;
import java.util.Optional;

/** Finds the pool or the worker that a path names. */
record Pools(PoolView view) {

  /**
   * The pool of the path's {@code id}.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException NO_SUCH_POOL
   */
  PoolRecord pool(Request request) {
    String name = request.path("id");
    Optional<PoolRecord> pool =
        Names.valid(name) ? view.pool(PoolId.of(name)) : Optional.<PoolRecord>empty();
    return pool.orElseThrow(() ->
        Problem.of(
                ProblemCode.NO_SUCH_POOL,
                "id",
                "there is no pool '" + Fields.clip(name) + "': GET /v1/pools lists those there are")
            .exception());
  }

  /**
   * The worker of the path's {@code name}.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException WORKER_NOT_FOUND
   */
  WorkerRecord worker(Request request) {
    String name = request.path("name");
    return view.worker(name)
        .orElseThrow(() ->
            Problem.of(
                    ProblemCode.WORKER_NOT_FOUND,
                    "name",
                    "there is no worker '"
                        + Fields.clip(name)
                        + "': GET /v1/workers lists those there are")
                .exception());
  }
}
