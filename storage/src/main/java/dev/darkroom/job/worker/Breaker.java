package dev.darkroom.job.worker;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.darkroom.job.id.ModelRef;
import java.time.Duration;
import java.time.Instant;

/**
 * A circuit breaker: what one worker's failures of one model say. There is none where its last
 * lease of the model went well.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "breaker")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Breaker.Counting.class, name = "counting"),
  @JsonSubTypes.Type(value = Breaker.Open.class, name = "open")
})
public sealed interface Breaker {
  ModelRef model();

  /** When the lease began whose failure was counted last: its other jobs count no more. */
  Instant lease();

  /** So many leases have failed in a row, and it is still given the model. */
  record Counting(ModelRef model, int failures, Instant lease) implements Breaker {}

  /**
   * It is not given the model until then. After that it is half open: the next lease is the trial,
   * and as a worker has one lease at a time there is only one.
   *
   * @param openings how often in a row it has opened
   */
  record Open(ModelRef model, int openings, Instant lease, Instant until) implements Breaker {}

  /**
   * When breakers open, and for how long.
   *
   * @param failures leases that fail in a row before one opens
   * @param open how long the first time; it doubles with every trial that fails
   * @param longest and is never longer
   */
  record Policy(int failures, Duration open, Duration longest) {
    public static final Policy DEFAULT =
        new Policy(5, Duration.ofSeconds(10), Duration.ofMinutes(2));

    public Policy {
      if (failures < 1) {
        throw new IllegalArgumentException(
            "scheduler.breaker-failures is " + failures + ": use 1 or more");
      }
      if (!open.isPositive() || longest.compareTo(open) < 0) {
        throw new IllegalArgumentException(
            "scheduler.breaker-open is %s and scheduler.breaker-longest %s: use durations above zero, the second no shorter"
                .formatted(open, longest));
      }
    }

    private Breaker opened(ModelRef model, int openings, Instant lease, Instant now) {
      int doublings = Math.min(openings - 1, 20);
      Duration wanted = open.multipliedBy(1L << doublings);
      Duration time = wanted.compareTo(longest) < 0 ? wanted : longest;
      return new Open(model, openings, lease, now.plus(time));
    }
  }

  /** Whether the worker may be given the model. */
  default boolean admits(Instant now) {
    return switch (this) {
      case Counting _ -> true;
      case Open s -> !now.isBefore(s.until());
    };
  }

  /** The first failure of a model. */
  static Breaker first(ModelRef model, Instant lease, Instant now, Policy policy) {
    return new Counting(model, 0, Instant.MIN).failed(lease, now, policy);
  }

  /**
   * After a job of this model has failed on the worker.
   *
   * @param lease when the lease began that the job was of: it counts once
   */
  default Breaker failed(Instant lease, Instant now, Policy policy) {
    if (lease.equals(lease())) {
      return this;
    }
    return switch (this) {
      case Counting s ->
          s.failures() + 1 < policy.failures()
              ? new Counting(s.model(), s.failures() + 1, lease)
              : policy.opened(s.model(), 1, lease, now);
      case Open s -> policy.opened(s.model(), s.openings() + 1, lease, now);
    };
  }
}
