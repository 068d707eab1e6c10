package dev.darkroom.gateway.route.pool;

import dev.darkroom.gateway.body.PoolBodies;
import dev.darkroom.gateway.command.Operating;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.request.PoolRequests;
import dev.darkroom.gateway.request.QueryText;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.pool.PoolRecord;
import java.util.List;
import java.util.Optional;

/**
 * {@code DELETE /v1/pools/{id}?jobs=refuse|move&to=POOL}: the pool on its way out; it is gone when
 * its last run has ended.
 */
final class DeletePool implements Route {
  private final Pools pools;
  private final PoolBodies bodies;
  private final Operating operating;

  DeletePool(Pools pools, PoolBodies bodies, Operating operating) {
    this.pools = pools;
    this.bodies = bodies;
    this.operating = operating;
  }

  @Override
  public String operationId() {
    return "deletePool";
  }

  @Override
  public Action read(Request request) {
    PoolRecord pool = pools.pool(request);
    Optional<PoolId> heir = heir(request.query());
    return () -> {
      operating.delete(pool, heir);
      PoolRecord now = pools.view().pool(pool.id()).orElse(pool.deleting(heir));
      return Answer.json(202, bodies.of(now));
    };
  }

  /** The operator says which: nothing is canceled because somebody left a word out. */
  private static Optional<PoolId> heir(QueryText query) {
    String jobs =
        query
            .choice("jobs", List.of("move", "refuse"))
            .orElseThrow(() ->
                invalid(
                    "jobs",
                    "jobs is missing: use 'move' with 'to' a pool, or 'refuse' to cancel those that"
                        + " wait"));
    Optional<PoolId> to = query.text("to").map(name -> PoolRequests.pool("to", name));
    if (jobs.equals("move") == to.isEmpty()) {
      throw invalid("to", "'to' names the pool that the jobs move to: use it with jobs=move only");
    }
    return to;
  }

  private static RuntimeException invalid(String param, String detail) {
    return Problem.of(ProblemCode.INVALID_PARAMETER, param, detail).exception();
  }
}
