package dev.darkroom.job.pool;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What an operator may tell a pool to do; each leads from one {@link PoolMode} to another. */
public enum PoolVerb {
  /** Take jobs and give none out. */
  PAUSE(PoolMode.OPEN, PoolMode.PAUSED),
  /** Give them out again. */
  RESUME(PoolMode.PAUSED, PoolMode.OPEN),
  /** Take no jobs, and work off those that are here. */
  CORDON(PoolMode.OPEN, PoolMode.CORDONED),
  /** Take jobs again. */
  UNCORDON(PoolMode.CORDONED, PoolMode.OPEN);

  private final PoolMode from;
  private final PoolMode to;

  PoolVerb(PoolMode from, PoolMode to) {
    this.from = from;
    this.to = to;
  }

  /** The mode that a pool must be in. */
  public PoolMode from() {
    return from;
  }

  /** The mode that it is in then. */
  public PoolMode to() {
    return to;
  }

  @JsonValue
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
