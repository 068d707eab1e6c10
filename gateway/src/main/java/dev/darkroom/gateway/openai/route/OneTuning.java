package dev.darkroom.gateway.openai.route;

import dev.darkroom.gateway.command.Steering;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.openai.CursorList;
import dev.darkroom.gateway.openai.TuningBody;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.request.Fields;
import dev.darkroom.gateway.view.JobView;
import dev.darkroom.gateway.view.Viewed;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.spec.JobKind;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/** What is asked of one fine-tuning job: below {@code /v1/fine_tuning/jobs/{id}}. */
final class OneTuning implements Route {
  private final String operationId;
  private final JobView jobs;
  private final Deed deed;

  /** What is done with it. */
  private interface Deed {
    Answer with(Request request, Viewed job) throws InterruptedException;
  }

  /** What is asked of its scheduler. */
  private interface Verb {
    Viewed move(Viewed job) throws InterruptedException;
  }

  private OneTuning(String operationId, JobView jobs, Deed deed) {
    this.operationId = operationId;
    this.jobs = jobs;
    this.deed = deed;
  }

  static List<Route> all(JobView jobs, Steering steering) {
    return List.of(
        new OneTuning("getTuning", jobs, (_, job) -> Answer.ok(TuningBody.of(job.job()))),
        steer("cancelTuning", jobs, steering::cancel),
        steer("pauseTuning", jobs, steering::pause),
        steer("resumeTuning", jobs, steering::resume),
        list("listTuningEvents", jobs, TuningBody::events, TuningBody.Event::id),
        list("listTuningCheckpoints", jobs, TuningBody::checkpoints, TuningBody.Checkpoint::id));
  }

  private static Route steer(String operationId, JobView jobs, Verb verb) {
    return new OneTuning(
        operationId, jobs, (_, job) -> Answer.ok(TuningBody.of(verb.move(job).job())));
  }

  /** A list of what is known of a job already. */
  private static <T> Route list(
      String operationId, JobView jobs, Function<JobRecord, List<T>> all, Function<T, String> id) {
    return new OneTuning(
        operationId,
        jobs,
        (request, job) -> {
          int limit = request.query().integer("limit", 20, 1, 100);
          List<T> items = all.apply(job.job());
          int from = request.query().text("after").map(a -> behind(items, id, a)).orElse(0);
          int to = Math.min(items.size(), from + limit);
          return Answer.ok(CursorList.of(items.subList(from, to), id, to < items.size()));
        });
  }

  private static <T> int behind(List<T> items, Function<T, String> id, String after) {
    return IntStream.range(0, items.size())
            .filter(i -> id.apply(items.get(i)).equals(after))
            .findFirst()
            .orElseThrow(() ->
                Fields.problem(
                    ProblemCode.INVALID_PARAMETER,
                    "after",
                    "after '%s' is not in this list: use its last_id"
                        .formatted(Fields.clip(after))))
        + 1;
  }

  @Override
  public String operationId() {
    return operationId;
  }

  @Override
  public Action read(Request request) {
    Viewed job = find(jobs, request, "id", request.path("id"));
    return () -> deed.with(request, job);
  }

  /** The tenant's fine-tuning job of this id. */
  static Viewed find(JobView jobs, Request request, String param, String id) {
    return parse(id)
        .flatMap(job -> jobs.find(request.tenant(), job))
        .filter(job -> job.job().header().kind() == JobKind.FINE_TUNE)
        .orElseThrow(() ->
            Fields.problem(
                ProblemCode.JOB_NOT_FOUND,
                param,
                "there is no fine-tuning job '%s': GET /v1/fine_tuning/jobs lists those there are"
                    .formatted(Fields.clip(id))));
  }

  private static Optional<JobId> parse(String text) {
    try {
      return Optional.of(JobId.parse(text));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
