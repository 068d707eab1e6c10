package dev.darkroom.scheduler.core.forecast;

import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.command.Eta;
import dev.darkroom.job.command.PendingReason;
import dev.darkroom.job.command.PendingReason.Code;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.pool.PoolRecord;
import dev.darkroom.job.worker.WorkerRecord;
import dev.darkroom.job.worker.WorkerState;
import dev.darkroom.scheduler.core.account.Quotas;
import dev.darkroom.scheduler.core.policy.Sharing;
import dev.darkroom.scheduler.core.state.Lane;
import dev.darkroom.scheduler.core.state.SchedulerState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Why a job waits: everything that holds it back now, what counts most first. */
public final class Waits {
  private final SchedulerState state;
  private final Sharing sharing;
  private final Instant now;

  public Waits(SchedulerState state, Sharing sharing, Instant now) {
    this.state = state;
    this.sharing = sharing;
    this.now = now;
  }

  /**
   * The reasons.
   *
   * @param end when it is expected to be done
   */
  public List<PendingReason> reasons(
      JobRecord job,
      JobState.Queued queued,
      Forecast forecast,
      Forecast.Ahead ahead,
      Optional<Eta> end) {
    List<PendingReason> reasons = new ArrayList<>();
    backoff(queued).ifPresent(reasons::add);
    pool(job).ifPresent(reasons::add);
    quota(job).ifPresent(reasons::add);
    workers(job, queued, forecast, ahead).ifPresent(reasons::add);
    deadline(job, end).ifPresent(reasons::add);
    return reasons;
  }

  private Optional<PendingReason> backoff(JobState.Queued queued) {
    return queued
        .notBefore()
        .filter(now::isBefore)
        .map(until ->
            new PendingReason(
                Code.BACKING_OFF,
                "run %s did not succeed; the next begins after %s"
                    .formatted(queued.last(), until)));
  }

  private Optional<PendingReason> pool(JobRecord job) {
    Optional<PoolRecord> record = state.pool(job.header().pool()).record();
    if (record.isEmpty() || record.get().givesOut(now)) {
      return Optional.empty();
    }
    return Optional.of(
        record.get().mode().gives()
            ? new PendingReason(
                Code.POOL_ASLEEP,
                "pool '%s' sleeps%s"
                    .formatted(
                        record.get().id(),
                        record.get().sleep().nextChange(now).map(at -> " until " + at).orElse("")))
            : new PendingReason(
                Code.POOL_PAUSED,
                "pool '%s' is paused by an operator".formatted(record.get().id())));
  }

  private Optional<PendingReason> quota(JobRecord job) {
    TenantId tenant = job.header().tenant();
    return Quotas.reached(state, job.header().pool(), tenant, 0, now)
        .map(reached ->
            new PendingReason(
                Code.QUOTA_REACHED,
                switch (reached) {
                  case RUNNING ->
                      "tenant '%s' has %d jobs running, as many as it may"
                          .formatted(
                              tenant, state.pool(job.header().pool()).shares().running(tenant));
                  case BUDGET ->
                      "tenant '%s' has used up its worker time until %s"
                          .formatted(
                              tenant, Quotas.windowEnd(state, tenant, now).orElse(Instant.MAX));
                }));
  }

  private Optional<PendingReason> workers(
      JobRecord job, JobState.Queued queued, Forecast forecast, Forecast.Ahead ahead) {
    List<WorkerRecord> workers = forecast.crew().workers();
    if (workers.isEmpty()) {
      return Optional.of(nobody(job.header().pool()));
    }
    Lane lane = Lane.of(job);
    Optional<String> lacks = Lacks.of(lane, workers);
    if (lacks.isPresent()) {
      return Optional.of(
          new PendingReason(
              Code.NO_SUITABLE_WORKER,
              "of the %d workers of pool '%s' %s"
                  .formatted(workers.size(), job.header().pool(), lacks.get())));
    }
    List<WorkerRecord> able = workers.stream().filter(lane::suits).toList();
    if (able.stream().noneMatch(worker -> lane.open(worker, now))) {
      return Optional.of(
          new PendingReason(
              Code.BREAKER_OPEN,
              "model '%s' has failed too often on the %d workers that could run it: they try it"
                      .formatted(lane.model(), able.size())
                  + " again after a while"));
    }
    boolean free = able.stream().anyMatch(w -> w.state() instanceof WorkerState.Idle);
    if (free && lane.batch().isPresent() && now.isBefore(queued.since().plus(sharing.linger()))) {
      return Optional.of(
          new PendingReason(Code.BATCH_FILLING, "it waits a moment for others of its batch"));
    }
    return free && ahead.jobs() == 0
        ? Optional.empty()
        : Optional.of(new PendingReason(Code.WORKERS_BUSY, busy(able.size(), ahead)));
  }

  private PendingReason nobody(PoolId pool) {
    long locked = state.members(state.pool(pool)).filter(WorkerRecord::locked).count();
    return locked == 0
        ? new PendingReason(
            Code.NO_WORKERS, "pool '%s' has no worker that takes jobs".formatted(pool))
        : new PendingReason(
            Code.WORKERS_LOCKED,
            "pool '%s' has no worker that takes jobs: an operator has locked %d"
                .formatted(pool, locked));
  }

  private static String busy(int able, Forecast.Ahead ahead) {
    String workers =
        able == 1
            ? "the one worker that could run it is busy"
            : "the %d workers that could run it are busy".formatted(able);
    int others = ahead.jobs() - ahead.own();
    if (ahead.jobs() == 0) {
      return workers + "; it is the next";
    }
    return "%s; ahead of it: %d of your own jobs, %d of others"
        .formatted(workers, ahead.own(), others);
  }

  private static Optional<PendingReason> deadline(JobRecord job, Optional<Eta> end) {
    return job.header()
        .deadline()
        .filter(until -> end.filter(eta -> eta.p50().isAfter(until)).isPresent())
        .map(until ->
            new PendingReason(
                Code.DEADLINE_AT_RISK,
                "it is expected at %s, after its deadline of %s"
                    .formatted(end.map(Eta::p50).orElse(until), until)));
  }
}
