package dev.darkroom.gateway.body;

import dev.darkroom.gateway.view.PoolView;
import dev.darkroom.job.pool.PoolOffer;
import dev.darkroom.job.pool.PoolRecord;
import dev.darkroom.job.pool.ScalePolicy;
import dev.darkroom.job.pool.SleepPlan;
import dev.darkroom.job.spec.JobKind;
import dev.darkroom.job.worker.WorkerRecord;
import dev.darkroom.job.worker.WorkerState;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Shows pools as they are now. */
public final class PoolBodies {
  private final PoolView view;
  private final InstantSource clock;

  public PoolBodies(PoolView view, InstantSource clock) {
    this.view = view;
    this.clock = clock;
  }

  /** One pool, with its queue and its workers. */
  public PoolBody of(PoolRecord pool) {
    Instant now = clock.instant();
    return new PoolBody(
        pool.id().toString(),
        "pool",
        pool.partition(),
        pool.maxQueued(),
        pool.mode().toString(),
        pool.sleep().asleep(now),
        pool.sleep().nextChange(now),
        pool.heir().map(Object::toString),
        offer(pool.offer()),
        sleep(pool.sleep()),
        ScaleBody.Policy.of(pool.scale().orElse(ScalePolicy.DEFAULT)),
        view.waiting(pool.id()),
        workers(view.workers(pool.id())));
  }

  private static PoolBody.Workers workers(Collection<WorkerRecord> workers) {
    return new PoolBody.Workers(
        count(workers, worker -> worker.state() instanceof WorkerState.Idle),
        count(workers, worker -> worker.state() instanceof WorkerState.Busy),
        count(workers, worker -> worker.state() instanceof WorkerState.Draining),
        count(workers, worker -> worker.locked() && !(worker.state() instanceof WorkerState.Gone)));
  }

  private static long count(Collection<WorkerRecord> workers, Predicate<WorkerRecord> which) {
    return workers.stream().filter(which).count();
  }

  private static PoolBody.Offer offer(PoolOffer offer) {
    Map<String, List<String>> labels = new TreeMap<>();
    offer.labels().forEach((name, values) -> labels.put(name, List.copyOf(values)));
    return new PoolBody.Offer(
        offer.kinds().stream().map(JobKind::toString).toList(),
        new ArrayList<>(offer.models()),
        offer.memoryBytes(),
        labels);
  }

  private static PoolBody.Sleep sleep(SleepPlan plan) {
    return new PoolBody.Sleep(
        plan.zone().getId(),
        plan.windows().stream()
            .map(window ->
                new PoolBody.Window(
                    window.days().stream().map(d -> d.name().toLowerCase(Locale.ROOT)).toList(),
                    window.from().toString(),
                    window.to().toString()))
            .toList(),
        plan.drain());
  }
}
