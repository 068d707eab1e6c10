package dev.darkroom.gateway.command;

import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.job.ErrorKind;
import dev.darkroom.job.JobError;
import dev.darkroom.job.command.Refusal;
import java.time.Duration;
import java.util.Set;

/** The scheduler's refusals as the gateway tells them. */
final class Refusals {
  private static final Duration RETRY_FULL_QUEUE = Duration.ofSeconds(5);

  private static final Set<String> TRANSIENT =
      Set.of(Refusal.QUEUE_FULL, Refusal.QUOTA_QUEUED, Refusal.KEY_BUDGET_EXHAUSTED);

  private Refusals() {}

  /** For a client that still waits for its answer. */
  static Problem problem(Refusal refusal) {
    ProblemCode code = ProblemCode.ofStable(refusal.code()).orElse(ProblemCode.INVALID_REQUEST);
    Problem problem = Problem.of(code, refusal.message()).blaming(refusal.param());
    return isTransient(refusal) ? problem.retryAfter(RETRY_FULL_QUEUE) : problem;
  }

  /** Whether the same would be taken later, when others have run. */
  static boolean isTransient(Refusal refusal) {
    return TRANSIENT.contains(refusal.code());
  }

  /** For a job whose client was answered 202 before the refusal came. */
  static JobError jobError(Refusal refusal) {
    return new JobError(ErrorKind.CLIENT, refusal.code(), refusal.message(), refusal.param());
  }
}
