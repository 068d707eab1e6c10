package dev.darkroom.scheduler.core.policy;

import dev.darkroom.job.worker.Breaker;
import java.time.Duration;

/**
 * The numbers that decisions follow.
 *
 * @param lease how long a worker may be silent before it is taken for dead; above the log's
 *     transaction timeout
 * @param maxMissed heartbeats in a row that may leave out the run their worker was given: from the
 *     second on it is given again, after the last the worker is told to join anew
 * @param retries when a job is tried again
 * @param retention how long what is over is remembered
 * @param breaker when a worker is given a model no more that fails on it
 * @param sharing how workers are shared
 */
public record SchedulerPolicy(
    Duration lease,
    int maxMissed,
    RetryPolicy retries,
    Retention retention,
    Breaker.Policy breaker,
    Sharing sharing) {
  public static final SchedulerPolicy DEFAULT =
      new SchedulerPolicy(
          Duration.ofSeconds(30),
          4,
          RetryPolicy.DEFAULT,
          Retention.DEFAULT,
          Breaker.Policy.DEFAULT,
          Sharing.DEFAULT);

  public SchedulerPolicy {
    Checks.positive("scheduler.lease", lease);
    Checks.atLeast("scheduler.max-missed", maxMissed, 2);
  }

  public SchedulerPolicy withLease(Duration other) {
    return new SchedulerPolicy(other, maxMissed, retries, retention, breaker, sharing);
  }

  public SchedulerPolicy with(RetryPolicy other) {
    return new SchedulerPolicy(lease, maxMissed, other, retention, breaker, sharing);
  }

  public SchedulerPolicy with(Retention other) {
    return new SchedulerPolicy(lease, maxMissed, retries, other, breaker, sharing);
  }

  public SchedulerPolicy with(Breaker.Policy other) {
    return new SchedulerPolicy(lease, maxMissed, retries, retention, other, sharing);
  }

  public SchedulerPolicy with(Sharing other) {
    return new SchedulerPolicy(lease, maxMissed, retries, retention, breaker, other);
  }

  /**
   * How long what is over is remembered.
   *
   * @param ended a job in a terminal state: for as long a repeated submit is recognised
   * @param gone a worker that is gone
   * @param maxEnded ended jobs beyond which the oldest are forgotten early
   */
  public record Retention(Duration ended, Duration gone, int maxEnded) {
    public static final Retention DEFAULT =
        new Retention(Duration.ofHours(24), Duration.ofHours(1), 100_000);

    public Retention {
      Checks.positive("scheduler.retention.ended", ended);
      Checks.positive("scheduler.retention.gone", gone);
      Checks.atLeast("scheduler.retention.max-ended", maxEnded, 1);
    }
  }
}
