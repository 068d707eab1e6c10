package dev.darkroom.job.pool;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.darkroom.job.id.PoolId;
import java.time.Instant;
import java.util.Optional;

/**
 * The whole latest state of a pool: the value of {@code pool/<id>} in the state topic, on the
 * partition it stands on.
 *
 * @param partition where the pool's jobs live
 * @param maxQueued waiting jobs beyond which submits are refused with {@code queue_full}
 * @param offer what its workers can be
 * @param sleep when it gives nothing out
 * @param heir of a pool that is being deleted, where its waiting jobs go; empty: they are canceled
 * @param heirHome the partition that the heir stands on; empty: the pool's own
 * @param scale how many workers it should have; empty: {@link ScalePolicy#DEFAULT}
 */
public record PoolRecord(
    PoolId id,
    int partition,
    int maxQueued,
    PoolMode mode,
    PoolOffer offer,
    SleepPlan sleep,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<PoolId> heir,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<ScalePolicy> scale,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Integer> heirHome) {
  /** The pool that jobs and workers belong to when they name none. */
  public static final PoolId DEFAULT = PoolId.of("default");

  /** The partition that keeps the names of all pools. */
  public static final int REGISTRAR = 0;

  public static final int DEFAULT_MAX_QUEUED = 1_000_000;

  public PoolRecord {
    checkMaxQueued(maxQueued);
  }

  static void checkMaxQueued(int maxQueued) {
    if (maxQueued < 1) {
      throw new IllegalArgumentException("maxQueued " + maxQueued + " is below 1");
    }
  }

  /** A pool that is open. */
  public PoolRecord(PoolId id, int partition, int maxQueued) {
    this(
        id,
        partition,
        maxQueued,
        PoolMode.OPEN,
        PoolOffer.ANY,
        SleepPlan.NEVER,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** Reads one; those written before pools had modes are open, and offer anything at any time. */
  @JsonCreator
  static PoolRecord read(
      @JsonProperty("id") PoolId id,
      @JsonProperty("partition") int partition,
      @JsonProperty("maxQueued") int maxQueued,
      @JsonProperty("mode") Optional<PoolMode> mode,
      @JsonProperty("offer") Optional<PoolOffer> offer,
      @JsonProperty("sleep") Optional<SleepPlan> sleep,
      @JsonProperty("heir") Optional<PoolId> heir,
      @JsonProperty("scale") Optional<ScalePolicy> scale,
      @JsonProperty("heirHome") Optional<Integer> heirHome) {
    return new PoolRecord(
        id,
        partition,
        maxQueued,
        mode.orElse(PoolMode.OPEN),
        offer.orElse(PoolOffer.ANY),
        sleep.orElse(SleepPlan.NEVER),
        heir,
        scale,
        heirHome);
  }

  /** A new pool. */
  public static PoolRecord of(PoolId id, int partition, PoolSettings settings) {
    return new PoolRecord(id, partition, DEFAULT_MAX_QUEUED).with(settings);
  }

  /** Whether its workers are given jobs at this time. */
  public boolean givesOut(Instant at) {
    return mode.gives() && !sleep.asleep(at);
  }

  /** The same pool in another mode. */
  public PoolRecord in(PoolMode other) {
    return new PoolRecord(id, partition, maxQueued, other, offer, sleep, heir, scale, heirHome);
  }

  /** The same pool as its operator sets it. */
  public PoolRecord with(PoolSettings settings) {
    return new PoolRecord(
        id,
        partition,
        settings.maxQueued().orElse(maxQueued),
        mode,
        settings.offer().orElse(offer),
        settings.sleep().orElse(sleep),
        heir,
        settings.scale().or(() -> scale),
        heirHome);
  }

  /** The same pool on its way out; its waiting jobs go to {@code moveTo}, or are canceled. */
  public PoolRecord deleting(Optional<PoolId> moveTo) {
    return deleting(moveTo, Optional.empty());
  }

  /** The same, with an heir that may stand on another partition. */
  public PoolRecord deleting(Optional<PoolId> moveTo, Optional<Integer> home) {
    return new PoolRecord(
        id,
        partition,
        maxQueued,
        PoolMode.DELETING,
        offer,
        sleep,
        moveTo,
        scale,
        home.filter(other -> other != partition));
  }
}
