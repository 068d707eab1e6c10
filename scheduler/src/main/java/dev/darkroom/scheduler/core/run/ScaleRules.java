package dev.darkroom.scheduler.core.run;

import dev.darkroom.job.JobRecord;
import dev.darkroom.job.TimelineEntry;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.id.WorkerId;
import dev.darkroom.job.pool.PoolRecord;
import dev.darkroom.job.pool.ScalePolicy;
import dev.darkroom.job.pool.ScaleRecord;
import dev.darkroom.job.worker.Assignment;
import dev.darkroom.job.worker.WorkerEvent;
import dev.darkroom.job.worker.WorkerRecord;
import dev.darkroom.scheduler.core.cost.Estimate;
import dev.darkroom.scheduler.core.forecast.Crew;
import dev.darkroom.scheduler.core.scale.Leaving;
import dev.darkroom.scheduler.core.scale.Leaving.Candidate;
import dev.darkroom.scheduler.core.scale.Leaving.Task;
import dev.darkroom.scheduler.core.scale.Load;
import dev.darkroom.scheduler.core.scale.Scaling;
import dev.darkroom.scheduler.core.state.Pool;
import dev.darkroom.scheduler.core.state.SchedulerState;
import dev.darkroom.scheduler.core.state.Seat;
import dev.darkroom.scheduler.core.state.Turn;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How many workers each pool should have, looked at once a second; where the pool's policy says so,
 * those that are too many are drained, the cheapest first.
 */
public final class ScaleRules {
  static final Duration PERIOD = Duration.ofSeconds(1);

  private ScaleRules() {}

  public static void pass(Turn turn) {
    Instant last = turn.state().outlook().weighed();
    if (turn.now().isBefore(last) || turn.now().minus(PERIOD).isBefore(last)) {
      return;
    }
    turn.weighed();
    turn.state().pools().forEach(pool -> weigh(turn, pool.getKey(), pool.getValue()));
  }

  private static void weigh(Turn turn, PoolId id, Pool pool) {
    Optional<PoolRecord> record = pool.record();
    Optional<ScaleRecord> before = turn.state().outlook().scales().get(id);
    if (record.isEmpty()) {
      before.ifPresent(turn::forget);
      return;
    }
    ScalePolicy policy = record.get().scale().orElse(ScalePolicy.DEFAULT);
    Crew crew = Crew.of(turn.state(), id, turn.now());
    boolean gives = record.get().givesOut(turn.now());
    Load load = load(gives, pool, crew);
    ScaleRecord next = Scaling.next(id, policy, load, before, turn.now());
    if (!before.equals(Optional.of(next))) {
      turn.put(next);
    }
    int tooMany = crew.workers().size() - next.workers();
    if (policy.drain() && tooMany > 0) {
      Leaving.cheapest(candidates(turn.state(), crew), tooMany).forEach(w -> drain(turn, w));
    }
  }

  private static Load load(boolean gives, Pool pool, Crew crew) {
    double queued = pool.backlog().seconds(crew::estimate);
    double running =
        crew.workers().stream()
            .mapToDouble(w -> crew.rest(w).map(ScaleRules::seconds).orElse(0.0))
            .sum();
    return new Load(
        gives ? pool.backlog().jobs() : 0,
        duration(gives ? queued : 0),
        duration(running),
        crew.workers().size(),
        crew.busy());
  }

  private static void drain(Turn turn, WorkerId worker) {
    Seat seat = turn.state().seat(worker.name()).orElseThrow();
    turn.apply(seat, new WorkerEvent.DrainBegan(turn.now()));
    turn.assign(new Assignment.Drain(worker));
  }

  private static List<Candidate> candidates(SchedulerState state, Crew crew) {
    List<Candidate> candidates = new ArrayList<>();
    for (WorkerRecord worker : crew.workers()) {
      Optional<Task> task =
          crew.rest(worker).map(rest -> new Task(rest.p50(), training(state, worker)));
      candidates.add(new Candidate(worker.id(), task));
    }
    return candidates;
  }

  /** Since when a worker's training would have to be done again; empty where it does none. */
  private static Optional<Instant> training(SchedulerState state, WorkerRecord worker) {
    return worker.runs().stream()
        .map(RunRef::job)
        .flatMap(job -> state.job(job).stream())
        .filter(job -> job.header().kind().resumable())
        .map(ScaleRules::savedAt)
        .findFirst();
  }

  private static Instant savedAt(JobRecord job) {
    return job.timeline().stream()
        .filter(entry -> entry.what().equals(JobRecord.CHECKPOINTED))
        .map(TimelineEntry::at)
        .reduce((_, later) -> later)
        .or(job::startedAt)
        .orElse(Instant.MIN);
  }

  private static double seconds(Estimate estimate) {
    return estimate.p50().toNanos() / 1e9;
  }

  private static Duration duration(double seconds) {
    return Duration.ofMillis((long) Math.min(seconds * 1e3, 1e15));
  }
}
