package dev.darkroom.gateway.route.job;

import dev.darkroom.gateway.batch.BatchDesk;
import dev.darkroom.gateway.command.Deletions;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.route.Jobs;
import dev.darkroom.gateway.view.Viewed;

/**
 * {@code DELETE /v1/jobs/{id}}: lets a job that has ended be forgotten, unless its batch needs it.
 */
final class DeleteJob implements Route {
  private final Jobs jobs;
  private final Deletions deletions;
  private final BatchDesk batches;

  DeleteJob(Jobs jobs, Deletions deletions, BatchDesk batches) {
    this.jobs = jobs;
    this.deletions = deletions;
    this.batches = batches;
  }

  @Override
  public String operationId() {
    return "deleteJob";
  }

  @Override
  public Action read(Request request) throws InterruptedException {
    Viewed job = jobs.of(request);
    return () -> {
      batches.checkMayGo(job.job().header());
      deletions.job(job);
      return Answer.noContent();
    };
  }
}
