package dev.darkroom.gateway.route;

import dev.darkroom.gateway.command.Deletions;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.view.Viewed;

/** {@code DELETE /v1/jobs/{id}}: lets a job that has ended be forgotten. */
final class DeleteJob implements Route {
  private final Jobs jobs;
  private final Deletions deletions;

  DeleteJob(Jobs jobs, Deletions deletions) {
    this.jobs = jobs;
    this.deletions = deletions;
  }

  @Override
  public String operationId() {
    return "deleteJob";
  }

  @Override
  public Action read(Request request) throws InterruptedException {
    Viewed job = jobs.of(request);
    return () -> {
      deletions.job(job);
      return Answer.noContent();
    };
  }
}
