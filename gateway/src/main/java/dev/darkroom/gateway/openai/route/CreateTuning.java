package dev.darkroom.gateway.openai.route;

import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.openai.TuningBody;
import dev.darkroom.gateway.openai.TuningDesk;
import dev.darkroom.gateway.request.Preference;
import dev.darkroom.gateway.view.JobView;
import dev.darkroom.gateway.view.Viewed;
import java.time.Duration;
import java.util.Optional;

/**
 * {@code POST /v1/fine_tuning/jobs}: begins to tune a model on a file's pictures, and waits for the
 * end where the client prefers so.
 */
final class CreateTuning implements Route {
  private final TuningDesk desk;
  private final JobView jobs;
  private final Duration longestWait;

  /**
   * @param longestWait what a longer {@code Prefer: wait} is cut to
   */
  CreateTuning(TuningDesk desk, JobView jobs, Duration longestWait) {
    this.desk = desk;
    this.jobs = jobs;
    this.longestWait = longestWait;
  }

  @Override
  public String operationId() {
    return "createTuning";
  }

  @Override
  public Action read(Request request) {
    TuningDesk.Asked asked = desk.read(request);
    Optional<Duration> patience =
        Preference.parse(request.header("Prefer"), longestWait).patience();
    return () -> {
      Viewed begun = desk.begin(request, asked);
      Viewed last =
          patience.isEmpty()
              ? begun
              : jobs.findEnded(request.tenant(), begun.job().header().id(), patience.get())
                  .orElse(begun);
      Answer.Whole answer = Answer.ok(TuningBody.of(last.job()));
      return patience
          .map(wait -> answer.with("Preference-Applied", "wait=" + wait.toSeconds()))
          .orElse(answer);
    };
  }
}
