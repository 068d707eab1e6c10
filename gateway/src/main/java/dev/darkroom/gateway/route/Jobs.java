package dev.darkroom.gateway.route;

import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.request.Fields;
import dev.darkroom.gateway.view.JobView;
import dev.darkroom.gateway.view.Viewed;
import dev.darkroom.job.id.JobId;
import java.time.Duration;
import java.util.Optional;

/** Finds the job that a path names, for its own tenant only. */
public final class Jobs {
  private final JobView view;
  private final Duration wait;

  /**
   * @param wait how long an unknown id is waited for, since another gateway may have just taken it
   */
  public Jobs(JobView view, Duration wait) {
    this.view = view;
    this.wait = wait;
  }

  /**
   * The job of the path's {@code id}; blocks.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException JOB_NOT_FOUND, another tenant's too
   */
  public Viewed of(Request request) throws InterruptedException {
    String text = request.path("id");
    Optional<JobId> id = parse(text);
    Optional<Viewed> found =
        id.isPresent() ? view.find(request.subject(), id.get(), wait) : Optional.empty();
    return found.orElseThrow(() -> notFound(text));
  }

  /** The id that a text is; empty where it is none. */
  public static Optional<JobId> parse(String text) {
    try {
      return Optional.of(JobId.parse(text));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  public static RuntimeException notFound(String id) {
    return Problem.of(
            ProblemCode.JOB_NOT_FOUND,
            "id",
            "there is no job '" + Fields.clip(id) + "': GET /v1/jobs lists those there are")
        .exception();
  }
}
