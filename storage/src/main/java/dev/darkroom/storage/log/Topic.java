package dev.darkroom.storage.log;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * The farm's topics. Partition <i>n</i> of all down to {@link #SPECS} belongs together and has one
 * owner.
 */
public enum Topic {
  /** What people ask for. */
  COMMANDS(Optional.of(Duration.ofDays(7))),
  /** What workers say; read before commands. */
  REPORTS(Optional.of(Duration.ofDays(1))),
  /** The scheduler's answers to commands. */
  REPLIES(Optional.of(Duration.ofHours(1))),
  /** The ordered history of jobs. */
  EVENTS(Optional.of(Duration.ofDays(7))),
  /** Compacted: the whole latest state of each job, worker and pool. */
  STATE(Optional.empty()),
  /** Compacted: the full spec of each job. */
  SPECS(Optional.empty()),
  /** What workers are told; the partition follows from the worker's name. */
  ASSIGNMENTS(Optional.of(Duration.ofDays(1))),
  /** Compacted: webhooks, and what is on its way to them; gateways write it. */
  HOOKS(Optional.empty()),
  /** Who has asked for which change, and what came of it; gateways write it. */
  AUDIT(Optional.of(Duration.ofDays(365)));

  /** No record of any topic is longer, key and value together. */
  public static final int MAX_RECORD_BYTES = 1_000_000;

  private final Optional<Duration> retention;

  Topic(Optional<Duration> retention) {
    this.retention = retention;
  }

  /** How long records are kept; empty where the topic is compacted instead. */
  public Optional<Duration> retention() {
    return retention;
  }

  String suffix() {
    return name().toLowerCase(Locale.ROOT);
  }
}
