package dev.darkroom.gateway.route;

import dev.darkroom.gateway.body.JobBodies;
import dev.darkroom.gateway.command.Canceler;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.view.Viewed;

/** {@code POST /v1/jobs/{id}/cancel}: asks for a job's end. */
final class CancelJob implements Route {
  private static final String REASON = "client";

  private final Jobs jobs;
  private final Canceler canceler;
  private final JobBodies bodies;

  CancelJob(Jobs jobs, Canceler canceler, JobBodies bodies) {
    this.jobs = jobs;
    this.canceler = canceler;
    this.bodies = bodies;
  }

  @Override
  public String operationId() {
    return "cancelJob";
  }

  @Override
  public Action read(Request request) throws InterruptedException {
    Viewed job = jobs.of(request);
    return () -> Answer.json(202, bodies.full(canceler.cancel(job, REASON)));
  }
}
