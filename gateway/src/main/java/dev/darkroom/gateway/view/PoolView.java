package dev.darkroom.gateway.view;

import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.pool.PoolRecord;
import dev.darkroom.job.pool.ScaleRecord;
import dev.darkroom.job.worker.WorkerRecord;
import java.util.Collection;
import java.util.HashMap;
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
  private final Map<PoolId, Integer> homes = new ConcurrentSkipListMap<>();
  private final Map<String, WorkerRecord> workers = new ConcurrentSkipListMap<>();
  private final Map<PoolId, ScaleRecord> scales = new ConcurrentHashMap<>();
  private final Map<PoolId, Ranked<Waiting>> queues = new ConcurrentSkipListMap<>();

  /** Where each waiting job stands, since it may be moved; the writer's own. */
  private final Map<JobId, Placed> places = new HashMap<>();

  private record Placed(PoolId pool, Waiting place) {}

  public Optional<PoolRecord> pool(PoolId id) {
    return Optional.ofNullable(pools.get(id));
  }

  /** The partition that a pool of this name stands on, stood on, or is about to. */
  public OptionalInt home(PoolId id) {
    Optional<Integer> home =
        pool(id).map(PoolRecord::partition).or(() -> Optional.ofNullable(homes.get(id)));
    return home.isPresent() ? OptionalInt.of(home.get()) : OptionalInt.empty();
  }

  /** Every pool, by name. */
  public Collection<PoolRecord> pools() {
    return List.copyOf(pools.values());
  }

  /** Every worker that the log remembers, those that are gone among them, by name. */
  public Collection<WorkerRecord> workers() {
    return List.copyOf(workers.values());
  }

  /** The worker of this name. */
  public Optional<WorkerRecord> worker(String name) {
    return Optional.ofNullable(workers.get(name));
  }

  /** The workers of one pool. */
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

  void put(PoolId name, int home) {
    homes.put(name, home);
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

  /** The log has the job so: it waits here, or elsewhere than before, or no longer. */
  void put(JobRecord job) {
    forget(job);
    if (job.state() instanceof JobState.Queued) {
      PoolId pool = job.header().pool();
      Waiting place = Waiting.of(job);
      places.put(place.id(), new Placed(pool, place));
      queues.put(pool, queue(pool).with(place));
    }
  }

  void forget(JobRecord job) {
    Optional.ofNullable(places.remove(job.header().id()))
        .ifPresent(old -> queues.put(old.pool(), queue(old.pool()).without(old.place())));
  }

  private Ranked<Waiting> queue(PoolId pool) {
    return queues.getOrDefault(pool, Ranked.empty());
  }
}
