package dev.darkroom.gateway.body;

import dev.darkroom.gateway.body.JobBody.Reason;
import dev.darkroom.gateway.view.PoolView;
import dev.darkroom.job.pool.PoolRecord;
import dev.darkroom.job.pool.ScalePolicy;
import dev.darkroom.job.pool.ScaleRecord;
import dev.darkroom.job.worker.WorkerRecord;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How many workers a pool should have.
 *
 * @param workers that take jobs now
 * @param decidedAt since when the number holds
 * @param fewerWouldDo the number that it falls to if nothing changes; null where none is smaller
 */
public record ScaleBody(
    String object,
    String pool,
    int desiredWorkers,
    Reason reason,
    long workers,
    int queued,
    Instant decidedAt,
    OptionalInt fewerWouldDo,
    Optional<Instant> fewerSince,
    Policy policy) {

  /** As {@link ScalePolicy}; times in seconds. */
  public record Policy(
      int min,
      int max,
      double targetWaitSeconds,
      double warmUpSeconds,
      double scaleInDelaySeconds,
      boolean drain) {
    static Policy of(ScalePolicy policy) {
      return new Policy(
          policy.min(),
          policy.max(),
          policy.targetWait().toMillis() / 1e3,
          policy.warmUp().toMillis() / 1e3,
          policy.scaleInDelay().toMillis() / 1e3,
          policy.drain());
    }
  }

  public static ScaleBody of(PoolRecord pool, ScaleRecord scale, PoolView view) {
    return new ScaleBody(
        "scale",
        pool.id().toString(),
        scale.workers(),
        new Reason(scale.reason().code().name().toLowerCase(Locale.ROOT), scale.reason().message()),
        view.workers(pool.id()).stream().filter(WorkerRecord::open).count(),
        view.waiting(pool.id()),
        scale.at(),
        scale.fewer().map(fewer -> OptionalInt.of(fewer.most())).orElse(OptionalInt.empty()),
        scale.fewer().map(ScaleRecord.Fewer::since),
        Policy.of(pool.scale().orElse(ScalePolicy.DEFAULT)));
  }
}
