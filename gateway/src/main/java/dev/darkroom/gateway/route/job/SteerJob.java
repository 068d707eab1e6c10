package dev.darkroom.gateway.route.job;

import dev.darkroom.gateway.body.JobBodies;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.request.Preference;
import dev.darkroom.gateway.route.Jobs;
import dev.darkroom.gateway.route.Waiting;
import dev.darkroom.gateway.view.Viewed;

/**
 * {@code POST /v1/jobs/{id}/cancel}, {@code /pause}, {@code /resume} and {@code /retry}: the job as
 * the scheduler left it, or at its end where the client prefers to wait.
 */
final class SteerJob implements Route {
  private final String operationId;
  private final Jobs jobs;
  private final Verb verb;
  private final JobBodies bodies;
  private final Waiting waiting;

  /** What is asked of the scheduler. */
  @FunctionalInterface
  interface Verb {
    Viewed move(Viewed job) throws InterruptedException;
  }

  SteerJob(String operationId, Jobs jobs, Verb verb, JobBodies bodies, Waiting waiting) {
    this.operationId = operationId;
    this.jobs = jobs;
    this.verb = verb;
    this.bodies = bodies;
    this.waiting = waiting;
  }

  @Override
  public String operationId() {
    return operationId;
  }

  @Override
  public Action read(Request request) throws InterruptedException {
    Viewed job = jobs.of(request);
    Preference preference = waiting.preferred(request);
    return () -> {
      Viewed moved = waiting.ended(verb.move(job), preference);
      return Waiting.applied(
          Answer.json(Waiting.status(moved, preference), bodies.full(moved)), preference);
    };
  }
}
