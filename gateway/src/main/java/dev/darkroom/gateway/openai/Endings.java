package dev.darkroom.gateway.openai;

import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.problem.ProblemException;
import dev.darkroom.job.JobError;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;

/** Tells a client who waits for a job's end of any but the good one. */
final class Endings {
  /** OpenAI's clients try again by themselves after most refusals: that would be another job. */
  private static final String RETRY = "x-should-retry";

  private Endings() {}

  /**
   * The job, if it has succeeded.
   *
   * @throws ProblemException where it has ended otherwise, or goes on
   */
  static JobRecord succeeded(JobRecord job) {
    return switch (job.state()) {
      case JobState.Succeeded _ -> job;
      case JobState.Failed failed -> throw failed(job, failed.error());
      case JobState.Canceled _ ->
          throw problem(ProblemCode.JOB_CANCELED, "job %s was canceled".formatted(id(job)));
      case JobState.Expired _ ->
          throw problem(
              ProblemCode.JOB_EXPIRED,
              "job %s was not done by its deadline: give it longer".formatted(id(job)));
      case JobState.Held _, JobState.Waiting _, JobState.MovedOut _ ->
          throw problem(
              ProblemCode.JOB_UNFINISHED,
              "job %1$s has not ended yet and goes on: GET /v1/jobs/%1$s tells of it, a stream or"
                      .formatted(id(job))
                  + " a batch waits as long as it takes");
    };
  }

  private static ProblemException failed(JobRecord job, JobError error) {
    // A refusal that came late is the refusal that it would have been.
    ProblemCode code = ProblemCode.ofStable(error.code()).orElse(ProblemCode.JOB_FAILED);
    String detail =
        code == ProblemCode.JOB_FAILED
            ? "job %s has failed: %s (%s)".formatted(id(job), error.message(), error.code())
            : error.message();
    return Problem.of(code, detail).blaming(error.param()).withHeader(RETRY, "false").exception();
  }

  private static ProblemException problem(ProblemCode code, String detail) {
    return Problem.of(code, detail).withHeader(RETRY, "false").exception();
  }

  private static String id(JobRecord job) {
    return job.header().id().toString();
  }
}
