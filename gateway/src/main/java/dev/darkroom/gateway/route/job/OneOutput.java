package dev.darkroom.gateway.route.job;

import dev.darkroom.gateway.command.Deletions;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.output.OutputFiles;
import dev.darkroom.gateway.route.Jobs;
import dev.darkroom.gateway.view.Viewed;

/** {@code GET} and {@code DELETE /v1/jobs/{id}/outputs/{name}}. */
final class OneOutput implements Route {
  private final String operationId;
  private final Jobs jobs;
  private final Verb verb;

  /** What is done with the job's file. */
  @FunctionalInterface
  private interface Verb {
    Answer answer(Request request, Viewed job, String name) throws InterruptedException;
  }

  private OneOutput(String operationId, Jobs jobs, Verb verb) {
    this.operationId = operationId;
    this.jobs = jobs;
    this.verb = verb;
  }

  static Route get(Jobs jobs, OutputFiles files) {
    return new OneOutput(
        "getJobOutput",
        jobs,
        (request, job, name) -> files.answer(request, files.find(job.job(), name)));
  }

  static Route delete(Jobs jobs, Deletions deletions) {
    return new OneOutput(
        "deleteJobOutput",
        jobs,
        (_, job, name) -> {
          deletions.output(job, name);
          return Answer.noContent();
        });
  }

  @Override
  public String operationId() {
    return operationId;
  }

  @Override
  public Action read(Request request) throws InterruptedException {
    Viewed job = jobs.of(request);
    String name = request.path("name");
    return () -> verb.answer(request, job, name);
  }
}
