package dev.darkroom.gateway;

import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.openai.route.OpenAiRoutes;
import dev.darkroom.gateway.route.Eyes;
import dev.darkroom.gateway.route.Hands;
import dev.darkroom.gateway.route.Jobs;
import dev.darkroom.gateway.route.Self;
import dev.darkroom.gateway.route.Shelves;
import dev.darkroom.gateway.route.Waiting;
import dev.darkroom.gateway.route.access.AccessRoutes;
import dev.darkroom.gateway.route.batch.BatchRoutes;
import dev.darkroom.gateway.route.hook.HookRoutes;
import dev.darkroom.gateway.route.job.JobRoutes;
import dev.darkroom.gateway.route.model.ModelRoutes;
import dev.darkroom.gateway.route.pool.PoolRoutes;
import dev.darkroom.gateway.route.self.SelfRoutes;
import dev.darkroom.gateway.route.upload.UploadRoutes;
import java.util.ArrayList;
import java.util.List;

/** Every route there is: one for each operation of the document. */
final class Routes {
  private Routes() {}

  /**
   * @param jobs finds the job that a path names
   * @param waiting holds an answer back for a client that prefers to wait
   */
  static List<Route> of(
      Eyes eyes, Hands hands, Shelves shelves, Self self, Jobs jobs, Waiting waiting) {
    List<Route> routes = new ArrayList<>();
    routes.addAll(JobRoutes.of(eyes, hands, shelves, jobs, waiting));
    routes.addAll(BatchRoutes.of(eyes, hands, waiting));
    routes.addAll(ModelRoutes.of(eyes, shelves));
    routes.addAll(UploadRoutes.of(shelves.uploads(), hands.directs()));
    routes.addAll(PoolRoutes.of(eyes, hands));
    routes.addAll(AccessRoutes.of(eyes, hands, self.document().scopes()));
    routes.addAll(OpenAiRoutes.of(hands.openAi(), eyes.view().jobs(), hands.steering()));
    routes.addAll(HookRoutes.of(hands.webhooks()));
    routes.addAll(SelfRoutes.of(eyes, hands.probe(), self));
    return routes;
  }
}
