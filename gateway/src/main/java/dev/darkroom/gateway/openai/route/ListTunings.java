package dev.darkroom.gateway.openai.route;

import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.openai.CursorList;
import dev.darkroom.gateway.openai.TuningBody;
import dev.darkroom.gateway.view.JobFilter;
import dev.darkroom.gateway.view.JobView;
import dev.darkroom.gateway.view.Page;
import dev.darkroom.gateway.view.Viewed;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.spec.JobKind;
import java.util.Optional;

/** {@code GET /v1/fine_tuning/jobs}: the tenant's, the newest first. */
final class ListTunings implements Route {
  private static final JobFilter TUNINGS =
      new JobFilter(Optional.empty(), Optional.of(JobKind.FINE_TUNE), Optional.empty());

  private final JobView jobs;

  ListTunings(JobView jobs) {
    this.jobs = jobs;
  }

  @Override
  public String operationId() {
    return "listTunings";
  }

  @Override
  public Action read(Request request) {
    int limit = request.query().integer("limit", 20, 1, 100);
    Optional<JobRecord> after =
        request.query().text("after").map(id -> OneTuning.find(jobs, request, "after", id).job());
    return () -> {
      Page<Viewed> page = jobs.page(request.tenant(), TUNINGS, after, limit);
      return Answer.ok(
          CursorList.of(
              page.data().stream().map(job -> TuningBody.of(job.job())).toList(),
              TuningBody::id,
              page.hasMore()));
    };
  }
}
