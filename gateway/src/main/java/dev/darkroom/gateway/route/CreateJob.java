package dev.darkroom.gateway.route;

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
import dev.darkroom.gateway.view.JobView;
import dev.darkroom.gateway.view.Viewed;
import dev.darkroom.job.JobHeader;
import java.time.Duration;
import java.util.Optional;

/** {@code POST /v1/jobs}: takes a job, and waits for its end where the client prefers so. */
final class CreateJob implements Route {
  private final JobRequestReader reader;
  private final Submitter submitter;
  private final JobView view;
  private final JobBodies bodies;
  private final DryRun dryRun;
  private final Duration longestWait;

  CreateJob(
      JobRequestReader reader,
      Submitter submitter,
      JobView view,
      JobBodies bodies,
      DryRun dryRun,
      Duration longestWait) {
    this.reader = reader;
    this.submitter = submitter;
    this.view = view;
    this.bodies = bodies;
    this.dryRun = dryRun;
    this.longestWait = longestWait;
  }

  @Override
  public String operationId() {
    return "createJob";
  }

  @Override
  public Action read(Request request) {
    Optional<IdempotencyKey> key = IdempotencyKey.parse(request.header(IdempotencyKey.HEADER));
    Preference preference = Preference.parse(request.header("Prefer"), longestWait);
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
      Submitted submitted = submitter.submit(request.tenant(), job, key);
      Optional<Viewed> ended = ended(submitted.job(), preference);
      return answer(submitted, ended, preference);
    };
  }

  private Optional<Viewed> ended(Viewed job, Preference preference) throws InterruptedException {
    JobHeader header = job.job().header();
    return preference.patience().isEmpty()
        ? Optional.empty()
        : view.findEnded(header.tenant(), header.id(), preference.patience().get())
            .filter(v -> v.job().state().status().terminal());
  }

  private Answer answer(Submitted submitted, Optional<Viewed> ended, Preference preference) {
    // The answer to a submit asks nobody: the client waits for it.
    JobBody body = bodies.brief(ended.orElse(submitted.job()));
    Answer.Whole answer =
        Answer.json(ended.isPresent() ? 200 : 202, body).with("Location", body.urls().self());
    if (preference.patience().isPresent()) {
      answer = answer.with("Preference-Applied", "wait=" + preference.patience().get().toSeconds());
    }
    return submitted.repeated() ? answer.with("Idempotency-Replayed", "true") : answer;
  }
}
