package dev.darkroom.job.pool;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;
import java.util.OptionalInt;

/** What an operator sets of a pool; what is empty stays as it is. */
public record PoolSettings(
    @JsonInclude(JsonInclude.Include.NON_ABSENT) OptionalInt maxQueued,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<PoolOffer> offer,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<SleepPlan> sleep,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<ScalePolicy> scale) {
  /** Nothing is set. */
  public static final PoolSettings NONE =
      new PoolSettings(OptionalInt.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  public PoolSettings {
    if (maxQueued.isPresent()) {
      PoolRecord.checkMaxQueued(maxQueued.getAsInt());
    }
  }

  /** The same without a word on how many workers it should have. */
  public PoolSettings(OptionalInt maxQueued, Optional<PoolOffer> offer, Optional<SleepPlan> sleep) {
    this(maxQueued, offer, sleep, Optional.empty());
  }
}
