package dev.darkroom.scheduler.core.policy;

import java.time.Duration;

/**
 * How a pool's workers are shared.
 *
 * @param halfLife in which what a tenant has had counts for half
 * @param aging a job that has waited for so long counts as one priority higher, for twice as long
 *     as two, and so on
 * @param lookAhead jobs of a tenant and priority that one may overtake because the worker holds its
 *     model already
 * @param span by how much the one that overtakes may be younger, so that nobody is overtaken for
 *     ever
 * @param linger how long a job that can be batched waits for others, while the batch is not full
 * @param preemption when a training gives way
 */
public record Sharing(
    Duration halfLife,
    Duration aging,
    int lookAhead,
    Duration span,
    Duration linger,
    Preemption preemption) {
  public static final Sharing DEFAULT =
      new Sharing(
          Duration.ofHours(1),
          Duration.ofMinutes(10),
          32,
          Duration.ofMinutes(2),
          Duration.ofMillis(5),
          Preemption.DEFAULT);

  public Sharing {
    Checks.positive("scheduler.half-life", halfLife);
    Checks.positive("scheduler.aging", aging);
    Checks.atLeast("scheduler.look-ahead", lookAhead, 0);
    Checks.positive("scheduler.span", span);
    if (linger.isNegative()) {
      throw new IllegalArgumentException(
          "scheduler.linger is " + linger + ": use zero or more, such as 5ms");
    }
  }

  public Sharing withLinger(Duration other) {
    return new Sharing(halfLife, aging, lookAhead, span, other, preemption);
  }

  public Sharing with(Preemption other) {
    return new Sharing(halfLife, aging, lookAhead, span, linger, other);
  }

  /**
   * When a training gives way to a more urgent job.
   *
   * @param least how long a run goes on before it may be asked to
   * @param pause how long a training that gave way is left alone after that
   */
  public record Preemption(Duration least, Duration pause) {
    public static final Preemption DEFAULT =
        new Preemption(Duration.ofSeconds(30), Duration.ofMinutes(10));

    public Preemption {
      Checks.positive("scheduler.preempt-after", least);
      Checks.positive("scheduler.preempt-pause", pause);
    }
  }
}
