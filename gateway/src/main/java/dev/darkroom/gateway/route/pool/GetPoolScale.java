package dev.darkroom.gateway.route.pool;

import dev.darkroom.gateway.body.ScaleBody;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.view.PoolView;
import dev.darkroom.job.pool.PoolRecord;
import dev.darkroom.job.pool.ScaleRecord;

/** {@code GET /v1/pools/{id}/scale}: how many workers a pool should have, and why. */
final class GetPoolScale implements Route {
  private final Pools pools;
  private final PoolView view;

  GetPoolScale(Pools pools, PoolView view) {
    this.pools = pools;
    this.view = view;
  }

  @Override
  public String operationId() {
    return "getPoolScale";
  }

  @Override
  public Action read(Request request) {
    PoolRecord pool = pools.pool(request);
    return () -> {
      ScaleRecord scale =
          view.scale(pool.id())
              .orElseThrow(() ->
                  Problem.of(
                          ProblemCode.STARTING,
                          "the scheduler has not looked at pool '"
                              + pool.id()
                              + "' yet: ask again in a second")
                      .exception());
      return Answer.ok(ScaleBody.of(pool, scale, view));
    };
  }
}
