package dev.darkroom.gateway.route;

import dev.darkroom.gateway.body.JobBodies;
import dev.darkroom.gateway.command.Canceler;
import dev.darkroom.gateway.command.SchedulerProbe;
import dev.darkroom.gateway.command.Submitter;
import dev.darkroom.gateway.http.ApiDocument;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.model.ModelCatalog;
import dev.darkroom.gateway.request.JobRequestReader;
import dev.darkroom.gateway.sse.JobEvents;
import dev.darkroom.gateway.view.FarmView;
import dev.darkroom.gateway.view.StateFollower;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** Every route there is. */
public final class Routes {
  private Routes() {}

  /** What the farm is seen with. */
  public record Eyes(
      FarmView view,
      StateFollower follower,
      JobBodies bodies,
      JobEvents events,
      ModelCatalog models) {}

  /** What the farm is moved with. */
  public record Hands(
      JobRequestReader reader, Submitter submitter, Canceler canceler, SchedulerProbe probe) {}

  /**
   * What the gateway tells of itself.
   *
   * @param url where clients reach it
   */
  public record Self(
      ApiDocument document, Supplier<String> url, PrometheusMeterRegistry registry) {}

  /**
   * One route for each operation of the document.
   *
   * @param unknownJob how long an unknown job id is waited for
   * @param longestWait what a longer {@code Prefer: wait} is cut to
   */
  public static List<Route> of(
      Eyes eyes, Hands hands, Self self, Duration unknownJob, Duration longestWait) {
    FarmView view = eyes.view();
    JobBodies bodies = eyes.bodies();
    Jobs jobs = new Jobs(view.jobs(), unknownJob);
    return List.of(
        new CreateJob(hands.reader(), hands.submitter(), view.jobs(), bodies, longestWait),
        new ListJobs(view.jobs(), bodies),
        new GetJob(jobs, bodies),
        new StreamJobEvents(jobs, eyes.events()),
        new CancelJob(jobs, hands.canceler(), bodies),
        new ListModels(eyes.models()),
        new GetModel(eyes.models()),
        new ListPools(view.pools()),
        new ListWorkers(view.pools()),
        new GetHealth(),
        new GetReadiness(eyes.follower(), view.pools(), hands.probe()),
        new GetMetrics(self.registry()),
        new GetOpenApi(self.document(), self.url()));
  }
}
