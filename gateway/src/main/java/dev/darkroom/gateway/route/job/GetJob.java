package dev.darkroom.gateway.route.job;

import dev.darkroom.gateway.body.JobBodies;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.route.Jobs;
import dev.darkroom.gateway.view.Viewed;

/** {@code GET /v1/jobs/{id}}: all that is known of a job. */
final class GetJob implements Route {
  private final Jobs jobs;
  private final JobBodies bodies;

  GetJob(Jobs jobs, JobBodies bodies) {
    this.jobs = jobs;
    this.bodies = bodies;
  }

  @Override
  public String operationId() {
    return "getJob";
  }

  @Override
  public Action read(Request request) throws InterruptedException {
    Viewed job = jobs.of(request);
    return () -> Answer.ok(bodies.full(job));
  }
}
