package dev.darkroom.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;
import java.util.OptionalInt;

/** What an operator sets of a pool; what is empty stays as it is. */
public record PoolSettings(
    @JsonInclude(JsonInclude.Include.NON_ABSENT) OptionalInt maxQueued,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<PoolOffer> offer,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<SleepPlan> sleep) {
  /** Nothing is set. */
  public static final PoolSettings NONE =
      new PoolSettings(OptionalInt.empty(), Optional.empty(), Optional.empty());

  public PoolSettings {
    if (maxQueued.isPresent()) {
      PoolRecord.checkMaxQueued(maxQueued.getAsInt());
    }
  }
}
