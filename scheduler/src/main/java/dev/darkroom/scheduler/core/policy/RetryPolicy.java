package dev.darkroom.scheduler.core.policy;

import dev.darkroom.job.ErrorKind;
import dev.darkroom.job.JobError;
import dev.darkroom.job.Tries;
import dev.darkroom.job.id.Epoch;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether, when and where a job is tried again, by whose fault it was that it failed.
 *
 * @param maxFailures failed runs after which a job is a dead letter
 * @param maxOutages the same where something else was down: those runs say little of the job
 * @param maxWorkerDeaths workers that may vanish with the job before it is a dead letter
 * @param maxRuns leases of a job, for whatever reason they ended, after which it is a dead letter
 * @param backoffBase wait after the first failure of something else; it doubles with each
 * @param backoffMax no wait is longer
 */
public record RetryPolicy(
    int maxFailures,
    int maxOutages,
    int maxWorkerDeaths,
    int maxRuns,
    Duration backoffBase,
    Duration backoffMax) {
  public static final RetryPolicy DEFAULT =
      new RetryPolicy(3, 12, 2, 100, Duration.ofSeconds(1), Duration.ofMinutes(5));

  /** A bug is given one more chance, on the same worker or another. */
  private static final int MAX_BUGS = 2;

  public RetryPolicy {
    Checks.atLeast("scheduler.retries.max-failures", maxFailures, 1);
    Checks.atLeast("scheduler.retries.max-outages", maxOutages, 1);
    Checks.atLeast("scheduler.retries.max-worker-deaths", maxWorkerDeaths, 1);
    Checks.atLeast("scheduler.retries.max-runs", maxRuns, 1);
    Checks.positive("scheduler.retries.backoff-base", backoffBase);
    if (backoffMax.compareTo(backoffBase) < 0) {
      throw new IllegalArgumentException(
          "scheduler.retries.backoff-max is " + backoffMax + ": use " + backoffBase + " or more");
    }
  }

  /** What becomes of a job whose run ended without a result. */
  public sealed interface Verdict {
    /** It waits again; {@code elsewhere}: rather not on the worker that it comes from. */
    record Retry(Tries tries, Optional<Instant> notBefore, boolean elsewhere) implements Verdict {}

    /** It has failed for good. */
    record GiveUp(JobError error, boolean deadLetter) implements Verdict {}
  }

  /**
   * After a run that failed by an error.
   *
   * @param before what had failed before this run
   * @param jitter drawn from [0, 1): spreads the ends of backoffs that began together
   */
  public Verdict afterFailure(JobError error, Tries before, Instant now, double jitter) {
    if (error.code().equals(JobError.BATCH_TOO_LARGE)) {
      return new Verdict.Retry(before.parted(), Optional.empty(), false);
    }
    Tries tries = before.failed();
    return switch (error.kind()) {
      case CLIENT -> new Verdict.GiveUp(error, false);
      case CAPACITY -> retryWithin(maxFailures, error, tries, Optional.empty(), true);
      case DEPENDENCY -> {
        Instant notBefore = now.plus(backoff(tries.failures(), jitter));
        yield retryWithin(maxOutages, error, tries, Optional.of(notBefore), false);
      }
      case BUG ->
          retryWithin(Math.min(MAX_BUGS, maxFailures), error, tries, Optional.empty(), false);
      case POISON -> retryWithin(maxFailures, error, tries, Optional.empty(), false);
    };
  }

  /** After the worker vanished during the run, for this reason. */
  public Verdict afterWorkerDeath(Tries before, String worker, String reason) {
    Tries tries = before.workerDied();
    if (tries.workerDeaths() < maxWorkerDeaths) {
      return new Verdict.Retry(tries, Optional.empty(), false);
    }
    return new Verdict.GiveUp(
        JobError.of(
            ErrorKind.POISON,
            "workers_died",
            "%d workers died while they ran this job, the last %s (%s); the timeline names them all"
                .formatted(tries.workerDeaths(), worker, reason)),
        true);
  }

  /** After a run that ended by nobody's fault; {@code last} is its epoch. */
  public Verdict afterRelease(Tries before, Epoch last, String reason) {
    if (last.value() < maxRuns) {
      return new Verdict.Retry(before, Optional.empty(), false);
    }
    return new Verdict.GiveUp(
        JobError.of(
            ErrorKind.POISON,
            "too_many_runs",
            "none of %d runs came to an end, the last because of %s; the timeline has the latest"
                .formatted(last.value(), reason)),
        true);
  }

  /** Doubles with each failure, and is cut by up to a half at random. */
  public Duration backoff(int failures, double jitter) {
    int doublings = Math.min(failures - 1, 30);
    double longest =
        Math.min(
            (double) backoffBase.toMillis() * (1L << doublings), (double) backoffMax.toMillis());
    return Duration.ofMillis(Math.max(1, (long) (longest * (1 - jitter / 2))));
  }

  private static Verdict retryWithin(
      int limit, JobError error, Tries tries, Optional<Instant> notBefore, boolean elsewhere) {
    return tries.failures() < limit
        ? new Verdict.Retry(tries, notBefore, elsewhere)
        : new Verdict.GiveUp(error, true);
  }
}
