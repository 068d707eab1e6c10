package dev.darkroom.gateway.route.pool;

import dev.darkroom.gateway.body.PoolBodies;
import dev.darkroom.gateway.command.Operating;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.request.JsonText;
import dev.darkroom.gateway.request.PoolRequests;
import dev.darkroom.gateway.view.PoolView;

/** {@code POST /v1/pools}: a pool that was not. */
final class CreatePool implements Route {
  private final PoolView view;
  private final PoolBodies bodies;
  private final Operating operating;

  CreatePool(PoolView view, PoolBodies bodies, Operating operating) {
    this.view = view;
    this.bodies = bodies;
    this.operating = operating;
  }

  @Override
  public String operationId() {
    return "createPool";
  }

  @Override
  public Action read(Request request) {
    PoolRequests.NewPool pool =
        PoolRequests.create(JsonText.object(request.body().getBytes()), operating.partitions());
    return () -> {
      operating.create(pool);
      return Answer.json(201, bodies.of(view.pool(pool.id()).orElseThrow()))
          .with("Location", "/v1/pools/" + pool.id());
    };
  }
}
