package dev.darkroom.gateway.view;

import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.PoolId;
import dev.darkroom.job.PoolRecord;
import dev.darkroom.job.ScaleRecord;
import dev.darkroom.job.WorkerRecord;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The pools, their workers and their queues as the log has them. One thread writes at a time, many
 * read.
 */
public final class PoolView {
  private final Map<PoolId, PoolRecord> pools = new ConcurrentSkipListMap<>();
  private final Map<String, WorkerRecord> workers = new ConcurrentSkipListMap<>();
  private final Map<PoolId, ScaleRecord> scales = new ConcurrentHashMap<>();
  private final Map<PoolId, Ranked<Waiting>> queues = new ConcurrentSkipListMap<>();

  public Optional<PoolRecord> pool(PoolId id) {
    return Optional.ofNullable(pools.get(id));
  }

  /** Every pool, by name. */
  public Collection<PoolRecord> pools() {
    return List.copyOf(pools.values());
  }

  /** Every worker that the log remembers, those that are gone among them, by name. */
  public Collection<WorkerRecord> workers() {
    return List.copyOf(workers.values());
  }

  /** The same of one pool. */
  public Collection<WorkerRecord> workers(PoolId pool) {
    return workers.values().stream().filter(w -> w.pool().equals(pool)).toList();
  }

  /** How many workers a pool should have, once its scheduler has said so. */
  public Optional<ScaleRecord> scale(PoolId pool) {
    return Optional.ofNullable(scales.get(pool));
  }

  /** Jobs that wait in a pool. */
  public int waiting(PoolId pool) {
    return queue(pool).size();
  }

  /** Jobs that wait in all pools. */
  public int waiting() {
    return queues.values().stream().mapToInt(Ranked::size).sum();
  }

  /** A job's place in its pool's queue, from 1; empty where it does not wait there. */
  public OptionalInt queuePosition(JobRecord job) {
    return queue(job.header().pool()).rank(Waiting.of(job));
  }

  void put(PoolRecord pool) {
    pools.put(pool.id(), pool);
  }

  void put(WorkerRecord worker) {
    workers.put(worker.id().name(), worker);
  }

  void put(ScaleRecord scale) {
    scales.put(scale.pool(), scale);
  }

  void forgetScale(PoolId pool) {
    scales.remove(pool);
  }

  void forgetPool(PoolId pool) {
    pools.remove(pool);
  }

  void forgetWorker(String name) {
    workers.remove(name);
  }

  /** The log has the job so. Its place follows from what never changes, its state aside. */
  void put(JobRecord job) {
    Ranked<Waiting> queue = queueOf(job);
    boolean waits = job.state() instanceof JobState.Queued;
    put(job, waits ? queue.with(Waiting.of(job)) : queue.without(Waiting.of(job)));
  }

  void forget(JobRecord job) {
    put(job, queueOf(job).without(Waiting.of(job)));
  }

  private void put(JobRecord job, Ranked<Waiting> queue) {
    queues.put(job.header().pool(), queue);
  }

  private Ranked<Waiting> queueOf(JobRecord job) {
    return queue(job.header().pool());
  }

  private Ranked<Waiting> queue(PoolId pool) {
    return queues.getOrDefault(pool, Ranked.empty());
  }
}
