package dev.darkroom.gateway.route.pool;

import dev.darkroom.gateway.body.PoolBodies;
import dev.darkroom.gateway.command.Operating;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.route.Eyes;
import dev.darkroom.gateway.route.Hands;
import dev.darkroom.gateway.view.PoolView;
import java.util.ArrayList;
import java.util.List;

/** Every route of pools and their workers. */
public final class PoolRoutes {
  private PoolRoutes() {}

  public static List<Route> of(Eyes eyes, Hands hands) {
    PoolView view = eyes.view().pools();
    PoolBodies bodies = eyes.poolBodies();
    Operating operating = hands.operating();
    Pools pools = new Pools(view);
    List<Route> routes = new ArrayList<>();
    routes.add(new ListPools(view, bodies));
    routes.add(new CreatePool(view, bodies, operating));
    routes.add(OnePool.get(pools, bodies));
    routes.add(OnePool.change(pools, bodies, operating));
    routes.addAll(OnePool.steer(pools, bodies, operating));
    routes.add(new DeletePool(pools, bodies, operating));
    routes.add(new GetPoolScale(pools, view));
    routes.add(new ListWorkers(view));
    routes.addAll(OneWorker.all(pools, operating));
    return routes;
  }
}
