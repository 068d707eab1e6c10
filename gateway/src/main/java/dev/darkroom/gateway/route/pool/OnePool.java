package dev.darkroom.gateway.route.pool;

import dev.darkroom.gateway.body.PoolBodies;
import dev.darkroom.gateway.command.Operating;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.request.JsonText;
import dev.darkroom.gateway.request.PoolRequests;
import dev.darkroom.job.pool.PoolRecord;
import dev.darkroom.job.pool.PoolSettings;
import dev.darkroom.job.pool.PoolVerb;
import java.util.List;

/** What an operator does to one pool: the pool as it is then. */
final class OnePool implements Route {
  private final String operationId;
  private final Pools pools;
  private final PoolBodies bodies;
  private final Reader reader;

  /** What is asked for. */
  @FunctionalInterface
  private interface Deed {
    void to(PoolRecord pool) throws InterruptedException;
  }

  /** Reads what is asked for. */
  @FunctionalInterface
  private interface Reader {
    Deed read(Request request);
  }

  private OnePool(String operationId, Pools pools, PoolBodies bodies, Reader reader) {
    this.operationId = operationId;
    this.pools = pools;
    this.bodies = bodies;
    this.reader = reader;
  }

  /** {@code GET /v1/pools/{id}}. */
  static Route get(Pools pools, PoolBodies bodies) {
    return new OnePool("getPool", pools, bodies, _ -> _ -> {});
  }

  /** {@code PATCH /v1/pools/{id}}. */
  static Route change(Pools pools, PoolBodies bodies, Operating operating) {
    return new OnePool(
        "changePool",
        pools,
        bodies,
        request -> {
          PoolSettings settings = PoolRequests.change(JsonText.object(request.body().getBytes()));
          return pool -> operating.change(pool, settings);
        });
  }

  /** {@code POST /v1/pools/{id}/pause}, {@code /resume}, {@code /cordon}, {@code /uncordon}. */
  static List<Route> steer(Pools pools, PoolBodies bodies, Operating operating) {
    return List.of(
        steer("pausePool", PoolVerb.PAUSE, pools, bodies, operating),
        steer("resumePool", PoolVerb.RESUME, pools, bodies, operating),
        steer("cordonPool", PoolVerb.CORDON, pools, bodies, operating),
        steer("uncordonPool", PoolVerb.UNCORDON, pools, bodies, operating));
  }

  private static Route steer(
      String operationId, PoolVerb verb, Pools pools, PoolBodies bodies, Operating operating) {
    return new OnePool(
        operationId,
        pools,
        bodies,
        request -> {
          return pool -> operating.steer(pool, verb);
        });
  }

  @Override
  public String operationId() {
    return operationId;
  }

  @Override
  public Action read(Request request) {
    Deed deed = reader.read(request);
    PoolRecord pool = pools.pool(request);
    return () -> {
      deed.to(pool);
      return Answer.ok(bodies.of(pools.view().pool(pool.id()).orElse(pool)));
    };
  }
}
