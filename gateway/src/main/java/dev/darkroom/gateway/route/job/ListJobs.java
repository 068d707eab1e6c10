package dev.darkroom.gateway.route.job;

import dev.darkroom.gateway.body.JobBodies;
import dev.darkroom.gateway.body.JobBody;
import dev.darkroom.gateway.body.ListBody;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.request.Fields;
import dev.darkroom.gateway.request.QueryText;
import dev.darkroom.gateway.route.Jobs;
import dev.darkroom.gateway.view.JobFilter;
import dev.darkroom.gateway.view.JobView;
import dev.darkroom.gateway.view.Page;
import dev.darkroom.gateway.view.Viewed;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobStatus;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.spec.JobKind;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * {@code GET /v1/jobs}: the tenant's jobs, the newest first, a page at a time; an operator names
 * whose.
 */
final class ListJobs implements Route {
  private static final int DEFAULT_LIMIT = 20;
  private static final int MAX_LIMIT = 100;

  private final JobView view;
  private final JobBodies bodies;

  ListJobs(JobView view, JobBodies bodies) {
    this.view = view;
    this.bodies = bodies;
  }

  @Override
  public String operationId() {
    return "listJobs";
  }

  @Override
  public Action read(Request request) {
    QueryText query = request.query();
    int limit = query.integer("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
    JobFilter filter =
        new JobFilter(
            one(query, "status", JobStatus.values()),
            one(query, "kind", JobKind.values()),
            query.text("model").map(ListJobs::model));
    Optional<JobRecord> after = query.text("after").map(id -> job(request, id));
    return () -> answer(view.page(request.subject(), filter, after, limit));
  }

  private Answer answer(Page<Viewed> page) {
    List<JobBody> data = bodies.list(page.data());
    Optional<String> next =
        page.hasMore() ? Optional.of(data.getLast().id()) : Optional.<String>empty();
    return Answer.ok(new ListBody<>("list", data, page.hasMore(), next));
  }

  private JobRecord job(Request request, String id) {
    return Jobs.parse(id)
        .flatMap(job -> view.find(request.subject(), job))
        .map(Viewed::job)
        .orElseThrow(() ->
            invalid("after", "after '" + Fields.clip(id) + "' is no job: use a list's 'next'"));
  }

  private static <T> Optional<T> one(QueryText query, String name, T[] values) {
    List<String> known = Arrays.stream(values).map(T::toString).toList();
    return query.choice(name, known).map(text -> values[known.indexOf(text)]);
  }

  private static ModelRef model(String text) {
    try {
      return ModelRef.parse(text);
    } catch (IllegalArgumentException e) {
      throw invalid("model", String.valueOf(e.getMessage()));
    }
  }

  private static RuntimeException invalid(String param, String detail) {
    return Problem.of(ProblemCode.INVALID_PARAMETER, param, detail).exception();
  }
}
