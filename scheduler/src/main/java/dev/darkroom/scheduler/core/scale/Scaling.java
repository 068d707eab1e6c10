package dev.darkroom.scheduler.core.scale;

import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.pool.ScalePolicy;
import dev.darkroom.job.pool.ScaleRecord;
import dev.darkroom.job.pool.ScaleRecord.Code;
import dev.darkroom.job.pool.ScaleRecord.Fewer;
import dev.darkroom.job.pool.ScaleRecord.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How many workers a pool should have. With Q the queued and R the running seconds, c the workers
 * that are there, T the target wait and W the warm-up:
 *
 * <ul>
 *   <li>c workers do cT within the target wait. Where that is enough for Q + R, so many stay as are
 *       needed for it: (Q + R) / T.
 *   <li>Otherwise each new worker, which is there after W, adds T - W, but no less than T / 2,
 *       since a pool whose workers warm up for long must still grow: c + (Q + R - cT) / max(T - W,
 *       T / 2).
 *   <li>A job is not shared between workers, so there are never more than jobs, and a busy worker
 *       is never too many.
 * </ul>
 *
 * <p>The number rises at once. It falls when fewer have done for the policy's delay, to the most
 * that was wanted meanwhile; so a load that comes in waves does not stop and start workers.
 */
public final class Scaling {
  private Scaling() {}

  private record Wanted(int workers, Reason reason) {}

  /** The number from now on; equal to the one before where nothing has changed. */
  public static ScaleRecord next(
      PoolId pool, ScalePolicy policy, Load load, Optional<ScaleRecord> last, Instant now) {
    Wanted wanted = wanted(policy, load);
    if (last.isEmpty() || wanted.workers() > last.get().workers()) {
      return decided(pool, wanted, now, Optional.empty());
    }
    ScaleRecord before = last.get();
    if (wanted.workers() == before.workers()) {
      return withFewer(before, Optional.empty());
    }
    Fewer fewer =
        before
            .fewer()
            .map(f -> new Fewer(Math.max(f.most(), wanted.workers()), f.since()))
            .orElseGet(() -> new Fewer(wanted.workers(), now));
    if (now.isBefore(fewer.since().plus(policy.scaleInDelay()))) {
      return withFewer(before, Optional.of(fewer));
    }
    Optional<Fewer> evenFewer =
        fewer.most() > wanted.workers()
            ? Optional.of(new Fewer(wanted.workers(), now))
            : Optional.empty();
    Reason reason =
        evenFewer.isEmpty()
            ? wanted.reason()
            : new Reason(Code.PEAK, "the most that was wanted since %s".formatted(fewer.since()));
    return decided(pool, new Wanted(fewer.most(), reason), now, evenFewer);
  }

  private static ScaleRecord decided(
      PoolId pool, Wanted wanted, Instant now, Optional<Fewer> fewer) {
    return new ScaleRecord(pool, wanted.workers(), wanted.reason(), now, fewer);
  }

  private static ScaleRecord withFewer(ScaleRecord before, Optional<Fewer> fewer) {
    return new ScaleRecord(before.pool(), before.workers(), before.reason(), before.at(), fewer);
  }

  private static Wanted wanted(ScalePolicy policy, Load load) {
    Wanted free = unbounded(policy, load);
    if (free.workers() < policy.min()) {
      return new Wanted(
          policy.min(),
          new Reason(
              Code.MIN, "the policy's least; without it %d would do".formatted(free.workers())));
    }
    if (free.workers() > policy.max()) {
      return new Wanted(
          policy.max(),
          new Reason(
              Code.MAX, "the policy's most; without it there were %d".formatted(free.workers())));
    }
    return free;
  }

  private static Wanted unbounded(ScalePolicy policy, Load load) {
    if (load.waiting() == 0) {
      return load.busy() == 0
          ? new Wanted(0, new Reason(Code.NOTHING_TO_DO, "nothing waits and nothing runs"))
          : new Wanted(
              load.busy(),
              new Reason(
                  Code.WORKERS_BUSY, "%d workers run jobs, none waits".formatted(load.busy())));
    }
    int jobs = load.busy() + load.waiting();
    long byQueue = Math.max(load.busy(), byQueue(policy, load));
    return byQueue >= jobs
        ? new Wanted(
            jobs,
            new Reason(
                Code.ONE_EACH,
                "one for each of %d jobs, %s of work".formatted(jobs, seconds(load.queued()))))
        : new Wanted(
            (int) Math.max(1, byQueue),
            new Reason(
                Code.QUEUE,
                "%d jobs of %s of work wait, to be begun within %s"
                    .formatted(
                        load.waiting(), seconds(load.queued()), seconds(policy.targetWait()))));
  }

  private static long byQueue(ScalePolicy policy, Load load) {
    double target = millis(policy.targetWait());
    double todo = millis(load.queued()) + millis(load.running());
    double present = load.workers() * target;
    if (todo <= present) {
      return (long) Math.ceil(todo / target);
    }
    double newcomer = Math.max(target - millis(policy.warmUp()), target / 2);
    return load.workers() + (long) Math.ceil((todo - present) / newcomer);
  }

  private static double millis(Duration time) {
    return time.toNanos() / 1e6;
  }

  private static String seconds(Duration time) {
    return Math.round(millis(time) / 1_000) + " s";
  }
}
