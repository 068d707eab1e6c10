package dev.darkroom.gateway.route.self;

import dev.darkroom.gateway.command.SchedulerProbe;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.route.Eyes;
import dev.darkroom.gateway.route.Self;
import java.util.List;

/** Every route that tells of the gateway itself. */
public final class SelfRoutes {
  private SelfRoutes() {}

  public static List<Route> of(Eyes eyes, SchedulerProbe probe, Self self) {
    return List.of(
        new GetHealth(),
        new GetReadiness(eyes.follower(), eyes.view().pools(), probe),
        new GetMetrics(self.registry()),
        new GetOpenApi(self.document(), self.url()),
        new GetDocs());
  }
}
