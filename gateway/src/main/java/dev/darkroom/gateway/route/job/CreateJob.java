package dev.darkroom.gateway.route.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.gateway.body.JobBodies;
import dev.darkroom.gateway.body.JobBody;
import dev.darkroom.gateway.command.Submitted;
import dev.darkroom.gateway.command.Submitter;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.request.Deadline;
import dev.darkroom.gateway.request.IdempotencyKey;
import dev.darkroom.gateway.request.JobRequest;
import dev.darkroom.gateway.request.JobRequestReader;
import dev.darkroom.gateway.request.JsonText;
import dev.darkroom.gateway.request.Preference;
import dev.darkroom.gateway.route.Waiting;
import dev.darkroom.gateway.view.Viewed;
import dev.darkroom.job.spec.OutputTerms;
import java.util.Optional;

/** {@code POST /v1/jobs}: takes a job, and waits for its end where the client prefers so. */
final class CreateJob implements Route {
  private final JobRequestReader reader;
  private final Submitter submitter;
  private final JobBodies bodies;
  private final DryRun dryRun;
  private final Waiting waiting;

  CreateJob(
      JobRequestReader reader,
      Submitter submitter,
      JobBodies bodies,
      DryRun dryRun,
      Waiting waiting) {
    this.reader = reader;
    this.submitter = submitter;
    this.bodies = bodies;
    this.dryRun = dryRun;
    this.waiting = waiting;
  }

  @Override
  public String operationId() {
    return "createJob";
  }

  @Override
  public Action read(Request request) {
    Optional<IdempotencyKey> key = IdempotencyKey.parse(request.header(IdempotencyKey.HEADER));
    Preference preference = waiting.preferred(request);
    ObjectNode body = JsonText.object(request.body().getBytes());
    request.checkMayRun(reader.kindOf(body));
    JobRequest job =
        reader
            .read(body, JsonText.digest(body), request.tenant())
            .cancelAfter(request.header(Deadline.HEADER));
    if (request.query().flag("dry_run", false)) {
      return dryRun.of(request.tenant(), job);
    }
    return () -> {
      Submitted submitted = submitter.submit(request.who(), job, key);
      Viewed last = waiting.ended(submitted.job(), preference);
      return answer(submitted, last, preference, cacheable(job));
    };
  }

  private static boolean cacheable(JobRequest job) {
    return job.terms().flatMap(OutputTerms::key).isPresent();
  }

  private Answer answer(
      Submitted submitted, Viewed last, Preference preference, boolean cacheable) {
    // The answer to a submit asks nobody: the client waits for it.
    JobBody body = bodies.brief(last);
    Answer.Whole answer =
        Waiting.applied(
            Answer.json(Waiting.status(last, preference), body)
                .with("Location", body.urls().self()),
            preference);
    if (cacheable) {
      answer = answer.with("Cache-Status", cacheStatus(submitted.job()));
    }
    return submitted.repeated() ? answer.with("Idempotency-Replayed", "true") : answer;
  }

  /** RFC 9211. */
  private static String cacheStatus(Viewed job) {
    return job.job().cachedFrom().isPresent() ? "darkroom; hit" : "darkroom; fwd=miss; stored";
  }
}
