package dev.darkroom.scheduler.core.forecast;

import dev.darkroom.job.JobRecord;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.spec.Demand;
import dev.darkroom.job.worker.WorkerRecord;
import dev.darkroom.job.worker.WorkerState;
import dev.darkroom.scheduler.core.cost.Costs;
import dev.darkroom.scheduler.core.cost.Estimate;
import dev.darkroom.scheduler.core.state.Lane;
import dev.darkroom.scheduler.core.state.SchedulerState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The workers of a pool that take jobs, as estimates see them at one moment: how long each still
 * has to do, and how long a job takes them on average.
 */
public final class Crew {
  private final SchedulerState state;
  private final Costs costs;
  private final Instant now;
  private final List<WorkerRecord> workers;

  /** How many workers of each class there are. */
  private final Map<String, Integer> classes = new TreeMap<>();

  private Crew(SchedulerState state, List<WorkerRecord> workers, Instant now) {
    this.state = state;
    this.costs = state.outlook().costs();
    this.now = now;
    this.workers = workers;
    workers.forEach(w -> classes.merge(w.capabilities().workerClass(), 1, Integer::sum));
  }

  /** Those of a pool that may be given jobs, now or when they are free. O(workers). */
  public static Crew of(SchedulerState state, PoolId pool, Instant now) {
    return new Crew(
        state, state.members(state.pool(pool)).filter(WorkerRecord::open).toList(), now);
  }

  /** Those of them that could run a lane's jobs. */
  public Crew suiting(Lane lane) {
    return new Crew(state, workers.stream().filter(lane::suits).toList(), now);
  }

  public List<WorkerRecord> workers() {
    return workers;
  }

  public int busy() {
    return (int) workers.stream().filter(w -> !w.runs().isEmpty()).count();
  }

  /** How long a job takes them on average; where there are none, whoever took it before. */
  public Estimate estimate(Demand demand) {
    return estimate(demand.costClass(), demand.work());
  }

  /** The same, of so much work of a cost class. */
  public Estimate estimate(String costClass, double work) {
    if (classes.isEmpty()) {
      return costs.estimate("", costClass, work);
    }
    double p50 = 0;
    double p90 = 0;
    Estimate.Basis basis = Estimate.Basis.RUNS;
    for (Map.Entry<String, Integer> some : classes.entrySet()) {
      Estimate told = costs.estimate(some.getKey(), costClass, work);
      double share = some.getValue() / (double) workers.size();
      p50 += share * told.p50().toNanos();
      p90 += share * told.p90().toNanos();
      basis = basis.compareTo(told.basis()) < 0 ? told.basis() : basis;
    }
    return new Estimate(Duration.ofNanos((long) p50), Duration.ofNanos((long) p90), basis);
  }

  /** How long a worker still needs for what it runs; empty where it is idle. */
  public Optional<Estimate> rest(WorkerRecord worker) {
    return switch (worker.state()) {
      case WorkerState.Busy s ->
          s.runs().stream()
              .map(run -> total(worker, run))
              .reduce(Estimate::plus)
              .map(all -> all.rest(elapsed(s.since())));
      case WorkerState.Idle _, WorkerState.Draining _, WorkerState.Gone _ -> Optional.empty();
    };
  }

  /** From its beginning to its end; the members of a micro-batch are shares of one time. */
  private Estimate total(WorkerRecord worker, RunRef run) {
    Optional<JobRecord> job = state.job(run.job());
    return job.map(j -> costs.estimate(worker.capabilities().workerClass(), j.header().demand()))
        .orElse(Estimate.NONE);
  }

  private Duration elapsed(Instant since) {
    return since.isBefore(now) ? Duration.between(since, now) : Duration.ZERO;
  }
}
