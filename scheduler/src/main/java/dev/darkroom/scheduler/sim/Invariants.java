package dev.darkroom.scheduler.sim;

import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.command.Reply;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.id.WorkerId;
import dev.darkroom.job.worker.WorkerRecord;
import dev.darkroom.job.worker.WorkerState;
import dev.darkroom.scheduler.core.state.Outcome;
import dev.darkroom.scheduler.core.state.Pool;
import dev.darkroom.scheduler.core.state.Rejection;
import dev.darkroom.scheduler.core.state.SchedulerState;
import dev.darkroom.scheduler.core.state.Seat;
import dev.darkroom.scheduler.core.state.StateChange;
import dev.darkroom.storage.log.StateEntry;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What must be true after every commit and at every moment, whatever goes wrong. */
final class Invariants {
  private final JobStories stories;
  private final Accounts accounts;
  private final Whereabouts whereabouts;
  private final Set<JobId> promised = new HashSet<>();

  /** What the log has, put together record by record. */
  private SchedulerState shadow;

  Invariants(int partition, JobStories stories, Accounts accounts, Whereabouts whereabouts) {
    this.stories = stories;
    this.accounts = accounts;
    this.whereabouts = whereabouts;
    this.shadow = SchedulerState.empty(partition);
  }

  void wrote(StateChange change) {
    whereabouts.wrote(shadow.partition(), change);
    shadow = shadow.replay(change);
  }

  /** A scheduler's clock shows this time. */
  void shows(Instant time) {
    stories.shows(time);
  }

  /** A scheduler has replayed the whole log. */
  void replayed(SchedulerState state) {
    same(state, "replay of the log");
  }

  /** Something was decided while heartbeats of these workers stood in the log unread. */
  void decided(Outcome outcome, Set<WorkerId> unread) {
    for (StateChange change : outcome.changes()) {
      if (change.entry().orElse(null) instanceof StateEntry.WorkerEntry entry
          && entry.worker().state() instanceof WorkerState.Gone gone
          && gone.reason().equals("lease_expired")) {
        Violation.unless(
            !unread.contains(entry.worker().id()),
            "%s was taken for dead while its heartbeat stood unread",
            entry.worker().id());
      }
    }
  }

  /** An outcome that was decided in this state at this time is in the log. */
  void committed(SchedulerState before, Outcome outcome, Instant at) {
    outcome.changes().forEach(this::wrote);
    for (Rejection rejection : outcome.rejections()) {
      Violation.unless(rejection.reason() != Rejection.Reason.DECISION_FAILED, "%s", rejection);
    }
    SchedulerState live = outcome.next();
    stories.happened(outcome.events(), shadow);
    same(live, "live state");
    Indexes.check(live);
    Placements.check(before, outcome, at);
    accounts.check(outcome);
    missed(before, live, at);
    for (Reply reply : outcome.replies()) {
      reply.accepted().ifPresent(promised::add);
    }
    for (JobId job : promised) {
      Violation.unless(live.job(job).isPresent(), "accepted job %s is lost", job);
    }
  }

  /** What waited when its deadline passed waits no more. */
  private static void missed(SchedulerState before, SchedulerState after, Instant at) {
    for (Map.Entry<JobId, JobRecord> entry : before.jobs()) {
      boolean late =
          waits(entry.getValue())
              && entry.getValue().header().deadline().filter(d -> !d.isAfter(at)).isPresent();
      Violation.unless(
          !late || after.job(entry.getKey()).filter(Invariants::waits).isEmpty(),
          "%s waits at %s, after its deadline",
          entry.getKey(),
          at);
    }
  }

  private static boolean waits(JobRecord job) {
    return job.state().waits();
  }

  /** At every moment: at most one worker works on a job and may believe that it should. */
  static void working(List<SimWorker> workers) {
    Set<JobId> seen = new HashSet<>();
    for (SimWorker worker : workers) {
      for (RunRef run : worker.entitled()) {
        Violation.unless(seen.add(run.job()), "two workers hold a lease of %s", run);
      }
    }
  }

  /** At the end, when all has been well for long enough. */
  void settled() {
    for (Map.Entry<JobId, JobRecord> job : shadow.jobs()) {
      Violation.unless(over(job.getValue()), "%s never ended", job.getValue());
    }
  }

  boolean allEnded() {
    for (Map.Entry<JobId, JobRecord> job : shadow.jobs()) {
      if (!over(job.getValue())) {
        return false;
      }
    }
    return true;
  }

  /** Whether nothing more is to come of it here. */
  private static boolean over(JobRecord job) {
    return job.state().status().terminal() || job.state() instanceof JobState.MovedOut;
  }

  SchedulerState shadow() {
    return shadow;
  }

  /** Whatever is in the log is in the state, and nothing else that matters. */
  private void same(SchedulerState state, String what) {
    Violation.unless(state.jobs().equals(shadow.jobs()), "the jobs of the %s are others", what);
    Violation.unless(
        workers(state).equals(workers(shadow)), "the workers of the %s are others", what);
    Violation.unless(pools(state).equals(pools(shadow)), "the pools of the %s are others", what);
    Violation.unless(
        state.accounts().equals(shadow.accounts()), "the tenants of the %s are others", what);
    Violation.unless(
        Set.copyOf(state.outlook().costs().records())
                .equals(Set.copyOf(shadow.outlook().costs().records()))
            && state.outlook().scales().equals(shadow.outlook().scales()),
        "what the %s has learned is another thing",
        what);
  }

  private static Map<String, WorkerRecord> workers(SchedulerState state) {
    Map<String, WorkerRecord> records = new HashMap<>();
    for (Map.Entry<String, Seat> entry : state.seats()) {
      records.put(entry.getKey(), entry.getValue().record());
    }
    return records;
  }

  /** All of a pool that does not change by time alone. */
  private static Map<PoolId, List<Object>> pools(SchedulerState state) {
    Map<PoolId, List<Object>> records = new HashMap<>();
    for (Map.Entry<PoolId, Pool> entry : state.pools()) {
      Pool pool = entry.getValue();
      records.put(
          entry.getKey(), List.of(pool.record(), pool.shares(), pool.held(), pool.deadlines()));
    }
    return records;
  }
}
