package dev.darkroom.gateway.route;

import dev.darkroom.gateway.body.ListBody;
import dev.darkroom.gateway.body.PoolBody;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.view.PoolView;

/** {@code GET /v1/pools}: the pools, their queues and how many workers each has. */
final class ListPools implements Route {
  private final PoolView pools;

  ListPools(PoolView pools) {
    this.pools = pools;
  }

  @Override
  public String operationId() {
    return "listPools";
  }

  @Override
  public Action read(Request request) {
    return () ->
        Answer.ok(
            ListBody.all(pools.pools().stream().map(pool -> PoolBody.of(pool, pools)).toList()));
  }
}
