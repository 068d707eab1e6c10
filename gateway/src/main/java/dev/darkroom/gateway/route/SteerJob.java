package dev.darkroom.gateway.route;

import dev.darkroom.gateway.body.JobBodies;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.view.Viewed;

/**
 * {@code POST /v1/jobs/{id}/cancel}, {@code /pause}, {@code /resume} and {@code /retry}: the job as
 * the scheduler left it.
 */
final class SteerJob implements Route {
  private final String operationId;
  private final Jobs jobs;
  private final Verb verb;
  private final JobBodies bodies;

  /** What is asked of the scheduler. */
  @FunctionalInterface
  interface Verb {
    Viewed move(Viewed job) throws InterruptedException;
  }

  SteerJob(String operationId, Jobs jobs, Verb verb, JobBodies bodies) {
    this.operationId = operationId;
    this.jobs = jobs;
    this.verb = verb;
    this.bodies = bodies;
  }

  @Override
  public String operationId() {
    return operationId;
  }

  @Override
  public Action read(Request request) throws InterruptedException {
    Viewed job = jobs.of(request);
    return () -> Answer.json(202, bodies.full(verb.move(job)));
  }
}
