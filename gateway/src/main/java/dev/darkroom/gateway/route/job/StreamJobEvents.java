package dev.darkroom.gateway.route.job;

import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.route.Jobs;
import dev.darkroom.gateway.sse.JobEvents;
import dev.darkroom.gateway.view.Viewed;

/** {@code GET /v1/jobs/{id}/events}: a job's life as it happens. */
final class StreamJobEvents implements Route {
  private final Jobs jobs;
  private final JobEvents events;

  StreamJobEvents(Jobs jobs, JobEvents events) {
    this.jobs = jobs;
    this.events = events;
  }

  @Override
  public String operationId() {
    return "streamJobEvents";
  }

  @Override
  public Action read(Request request) throws InterruptedException {
    Viewed job = jobs.of(request);
    Answer answer = events.open(job, JobEvents.resumed(request));
    return () -> answer;
  }
}
