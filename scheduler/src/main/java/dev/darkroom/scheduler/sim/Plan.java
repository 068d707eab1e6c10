package dev.darkroom.scheduler.sim;

import dev.darkroom.job.JobHeader;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.pool.PoolRecord;
import dev.darkroom.job.pool.PoolVerb;
import dev.darkroom.job.tenant.TenantRecord;
import dev.darkroom.job.worker.Capabilities;
import dev.darkroom.job.worker.WorkerVerb;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a farm is to meet: drawn from the seed before anything runs, so that leaving a part out
 * changes nothing of the rest.
 *
 * @param partitions of the log; the pools stand on them
 * @param faults what goes wrong, for as long as things go wrong
 * @param jobs what is asked of the farm
 * @param acts what its operator does
 * @param contest what is asked of it when all is well again, to see whether it is fair
 */
record Plan(
    int partitions,
    Faults faults,
    List<PoolRecord> pools,
    List<TenantRecord> tenants,
    List<Worker> workers,
    List<Job> jobs,
    List<Act> acts,
    Optional<Contest> contest) {
  /** When a farm begins, by a clock that is right. */
  static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

  Plan {
    pools = List.copyOf(pools);
    tenants = List.copyOf(tenants);
    workers = List.copyOf(workers);
    jobs = List.copyOf(jobs);
    acts = List.copyOf(acts);
  }

  /**
   * A worker.
   *
   * @param at when it joins, in milliseconds
   * @param abides no operator touches it and it can do everything: when all is well again it is
   *     there, so that no job waits for ever
   */
  record Worker(String name, PoolId pool, Capabilities can, long at, boolean abides) {}

  /**
   * A job and what becomes of it by its client's will.
   *
   * @param nth its number, from 0
   * @param at when it is submitted, in milliseconds
   * @param deadly whether it takes every worker with it
   * @param cached whether it is brought with an earlier job's result
   */
  record Job(
      int nth, JobHeader header, long at, boolean deadly, boolean cached, List<Wish> wishes) {
    Job {
      wishes = List.copyOf(wishes);
    }

    JobId id() {
      return header.id();
    }
  }

  /** Something that is asked of a job, at a time, until it is answered. */
  sealed interface Wish {
    long at();

    record Cancel(long at) implements Wish {}

    record Pause(long at) implements Wish {}

    record Resume(long at) implements Wish {}

    record Retry(long at) implements Wish {}

    record Move(long at, PoolId to) implements Wish {}

    record Reprioritise(long at, int priority) implements Wish {}

    record DeleteOutputs(long at) implements Wish {}
  }

  /** Something that the operator says, at a time, until it is answered. */
  sealed interface Act {
    long at();

    /** This holds for a tenant from now on. */
    record Tenant(long at, TenantRecord says) implements Act {}

    /** A pool takes or gives out jobs, or does not. */
    record SteerPool(long at, PoolId pool, PoolVerb verb) implements Act {}

    /** A pool goes, and its jobs go elsewhere or are canceled. */
    record DeletePool(long at, PoolId pool, Optional<PoolId> moveTo) implements Act {}

    /** A worker leaves, or takes jobs no more or again. */
    record SteerWorker(long at, String worker, WorkerVerb verb) implements Act {}
  }

  /**
   * Tenants that want more of a pool than there is, each for as long as the others do.
   *
   * @param weights of the tenants
   * @param millis that a job takes about
   */
  record Contest(List<Double> weights, int workers, long millis) {
    Contest {
      weights = List.copyOf(weights);
    }
  }

  /** What stands where, the pool and the workers of its contest among it. */
  Places places() {
    Map<PoolId, Integer> where = new HashMap<>();
    Map<String, PoolId> staff = new HashMap<>();
    pools.forEach(pool -> where.put(pool.id(), pool.partition()));
    workers.forEach(worker -> staff.put(worker.name(), worker.pool()));
    contest
        .map(SimContest::new)
        .ifPresent(c -> {
          where.put(c.pool().id(), c.pool().partition());
          c.workers().forEach(worker -> staff.put(worker.name(), worker.pool()));
        });
    return new Places(partitions, where, staff);
  }

  /** The farm of a setup, without what it cuts. */
  static Plan of(Setup setup) {
    Plan whole = Draw.plan(setup.seed());
    Setup.Cuts cuts = setup.cuts();
    List<Worker> workers = whole.workers.subList(0, Math.min(whole.workers.size(), cuts.workers()));
    return new Plan(
        whole.partitions,
        whole.faults.without(cuts.without()),
        whole.pools,
        whole.tenants,
        workers,
        whole.jobs.stream()
            .filter(job -> cuts.jobs().isEmpty() || cuts.jobs().contains(job.nth()))
            .toList(),
        whole.acts.stream().filter(act -> concerns(act, workers)).toList(),
        whole.contest);
  }

  private static boolean concerns(Act act, List<Worker> workers) {
    return !(act instanceof Act.SteerWorker steered)
        || workers.stream().anyMatch(worker -> worker.name().equals(steered.worker()));
  }
}
