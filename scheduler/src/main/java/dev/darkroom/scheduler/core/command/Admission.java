package dev.darkroom.scheduler.core.command;

import dev.darkroom.job.JobHeader;
import dev.darkroom.job.command.Refusal;
import dev.darkroom.job.pool.PoolRecord;
import dev.darkroom.job.tenant.TenantRecord;
import dev.darkroom.scheduler.core.state.Pool;
import dev.darkroom.scheduler.core.state.SchedulerState;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Whether a pool takes a job: it is there, takes jobs, could ever run this one, and has room for it
 * and its tenant.
 */
final class Admission {
  private Admission() {}

  /** Why the pool that the header names does not take the job. */
  static Optional<Refusal> refusal(SchedulerState state, JobHeader header) {
    return shut(state, header).or(() -> roomless(state, header));
  }

  /** Why the pool that the header names takes no job at all, not even one that never waits. */
  static Optional<Refusal> shut(SchedulerState state, JobHeader header) {
    Optional<PoolRecord> pool = state.pool(header.pool()).record();
    return pool.isPresent()
        ? closed(pool.get())
        : Optional.of(
            ofPool(
                Refusal.POOL_NOT_FOUND,
                "there is no pool '%s' on partition %d: use one that GET /v1/pools lists"
                    .formatted(header.pool(), state.partition())));
  }

  private static Optional<Refusal> roomless(SchedulerState state, JobHeader header) {
    Pool pool = state.pool(header.pool());
    PoolRecord record = pool.record().orElseThrow();
    return unfit(record, header)
        .or(() -> full(record, pool))
        .or(() -> quotaReached(state.tenant(header.tenant()), record, pool));
  }

  private static Optional<Refusal> closed(PoolRecord pool) {
    return switch (pool.mode()) {
      case OPEN, PAUSED -> Optional.empty();
      case CORDONED ->
          Optional.of(
              ofPool(
                  Refusal.POOL_CORDONED,
                  "pool '%s' is cordoned and takes no jobs: use another pool, or try again later"
                      .formatted(pool.id())));
      case DELETING ->
          Optional.of(
              ofPool(
                  Refusal.POOL_DELETING,
                  "pool '%s' is being deleted: use another pool".formatted(pool.id())));
    };
  }

  private static Optional<Refusal> unfit(PoolRecord pool, JobHeader header) {
    return pool.offer()
        .lacks(pool.id(), header)
        .map(why -> ofPool(Refusal.UNSCHEDULABLE, why + ": use another pool"));
  }

  private static Optional<Refusal> full(PoolRecord record, Pool pool) {
    return pool.waiting() < record.maxQueued()
        ? Optional.empty()
        : Optional.of(
            Refusal.of(
                Refusal.QUEUE_FULL,
                "%d jobs wait in pool '%s', the most it takes: try again when some have run"
                    .formatted(record.maxQueued(), record.id())));
  }

  private static Optional<Refusal> quotaReached(TenantRecord tenant, PoolRecord record, Pool pool) {
    OptionalInt most = tenant.quota().maxQueued();
    int waiting = pool.jobs().size(tenant.id());
    return most.isEmpty() || waiting < most.getAsInt()
        ? Optional.empty()
        : Optional.of(
            Refusal.of(
                Refusal.QUOTA_QUEUED,
                "%d jobs of tenant '%s' wait in pool '%s', the most it may have: try again when some have run"
                    .formatted(waiting, tenant.id(), record.id())));
  }

  private static Refusal ofPool(String code, String message) {
    return new Refusal(code, message, Optional.of("pool"));
  }
}
