package dev.darkroom.gateway.route.pool;

import dev.darkroom.gateway.body.ListBody;
import dev.darkroom.gateway.body.PoolBodies;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.view.PoolView;

/** {@code GET /v1/pools}: the pools, their queues and how many workers each has. */
final class ListPools implements Route {
  private final PoolView pools;
  private final PoolBodies bodies;

  ListPools(PoolView pools, PoolBodies bodies) {
    this.pools = pools;
    this.bodies = bodies;
  }

  @Override
  public String operationId() {
    return "listPools";
  }

  @Override
  public Action read(Request request) {
    return () -> Answer.ok(ListBody.all(pools.pools().stream().map(bodies::of).toList()));
  }
}
