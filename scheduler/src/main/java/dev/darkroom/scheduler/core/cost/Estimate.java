package dev.darkroom.scheduler.core.cost;

import java.time.Duration;

/**
 * How long a run is expected to hold its worker.
 *
 * @param p50 half of such runs are done by then
 * @param p90 nine of ten are
 * @param basis what the two are taken from
 * @param share of a worker's time that such runs have to themselves; below 1 where most are members
 *     of micro-batches
 */
public record Estimate(Duration p50, Duration p90, Basis basis, double share) {
  /** Of runs that have their workers to themselves. */
  public Estimate(Duration p50, Duration p90, Basis basis) {
    this(p50, p90, basis, 1);
  }

  /** Of nothing to do. */
  public static final Estimate NONE = new Estimate(Duration.ZERO, Duration.ZERO, Basis.RUNS);

  /** What an estimate is taken from, the best first. */
  public enum Basis {
    /** Runs of this cost class on this class of worker. */
    RUNS,
    /** The same model on this class of worker, in another size or version. */
    SAME_MODEL,
    /** The same cost class on another class of worker. */
    OTHER_WORKER,
    /** Another model on this class of worker. */
    SAME_KIND,
    /** The kind of job alone. */
    PRIOR
  }

  static Estimate ofMillis(double p50, double p90, Basis basis) {
    return new Estimate(duration(p50), duration(Math.max(p50, p90)), basis);
  }

  Estimate shared(double part) {
    return new Estimate(p50, p90, basis, part);
  }

  /**
   * How long a run lasts, from its beginning to its end: longer than what it costs where it shares
   * its worker with others.
   */
  public Estimate whole() {
    return ofMillis(p50.toNanos() / 1e6 / share, p90.toNanos() / 1e6 / share, basis);
  }

  /**
   * How long a run still takes that has taken so long already. One that is overdue is taken to be
   * half done with the time to its ninth decile, and one beyond that to last a quarter longer.
   */
  public Estimate rest(Duration elapsed) {
    if (elapsed.compareTo(p50) < 0) {
      return new Estimate(p50.minus(elapsed), p90.minus(elapsed), basis);
    }
    if (elapsed.compareTo(p90) < 0) {
      Duration tail = p90.minus(elapsed);
      return new Estimate(tail.dividedBy(2), tail, basis);
    }
    return new Estimate(elapsed.dividedBy(4), elapsed, basis);
  }

  /** Two runs, one after the other. */
  public Estimate plus(Estimate other) {
    Basis weaker = basis.compareTo(other.basis) > 0 ? basis : other.basis;
    return new Estimate(p50.plus(other.p50), p90.plus(other.p90), weaker);
  }

  /** Whether it rests on what this very class of job has taken before, or takes by definition. */
  public boolean isReliable() {
    return basis == Basis.RUNS;
  }

  private static Duration duration(double millis) {
    // A year and longer is a mistake of whoever asked for so much work, and must not overflow.
    return Duration.ofNanos((long) Math.min(millis * 1e6, 365 * 86_400e9));
  }
}
