package dev.darkroom.gateway.route.job;

import dev.darkroom.gateway.body.JobBodies;
import dev.darkroom.gateway.command.Steering;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.route.Eyes;
import dev.darkroom.gateway.route.Hands;
import dev.darkroom.gateway.route.Jobs;
import dev.darkroom.gateway.route.Shelves;
import dev.darkroom.gateway.route.Waiting;
import dev.darkroom.gateway.view.FarmView;
import java.util.List;

/** Every route of jobs: one, all, many at once, their events, outputs and ends. */
public final class JobRoutes {
  private JobRoutes() {}

  public static List<Route> of(
      Eyes eyes, Hands hands, Shelves shelves, Jobs jobs, Waiting waiting) {
    FarmView view = eyes.view();
    JobBodies bodies = eyes.bodies();
    Steering steering = hands.steering();
    return List.of(
        new CreateJob(
            hands.reader(), hands.submitter(), bodies, new DryRun(hands.quotes()), waiting),
        new ListJobs(view.jobs(), bodies),
        new GetJob(jobs, bodies),
        new StreamJobEvents(jobs, eyes.events()),
        new StreamEvents(eyes.events()),
        new SteerJob("cancelJob", jobs, steering::cancel, bodies, waiting),
        new SteerJob("pauseJob", jobs, steering::pause, bodies, waiting),
        new SteerJob("resumeJob", jobs, steering::resume, bodies, waiting),
        new SteerJob("retryJob", jobs, steering::retry, bodies, waiting),
        new BulkJobs(hands.bulk(), view.pools()),
        new DeleteJob(jobs, hands.deletions(), hands.batches()),
        OneOutput.get(jobs, shelves.files()),
        OneOutput.delete(jobs, hands.deletions()),
        new GetJobLogs(jobs, shelves.objects(), eyes.progress()),
        new ListDeadLetters(view.jobs()),
        new ReplayDeadLetters(hands.bulk(), waiting));
  }
}
