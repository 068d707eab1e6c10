package dev.darkroom.scheduler.sim;

import dev.darkroom.job.JobHeader;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.tenant.TenantRecord;
import dev.darkroom.job.worker.Assignment;
import dev.darkroom.job.worker.Grant;
import dev.darkroom.job.worker.WorkerRecord;
import dev.darkroom.scheduler.core.Decider;
import dev.darkroom.scheduler.core.Inputs;
import dev.darkroom.scheduler.core.state.Outcome;
import dev.darkroom.scheduler.core.state.SchedulerState;
import dev.darkroom.scheduler.core.state.Seat;
import dev.darkroom.scheduler.core.state.StateChange;
import dev.darkroom.storage.log.StateEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Shows a decider the farm otherwise than it is, and puts everything but its decisions right again:
 * so a rule that does not look at something is planted.
 *
 * @param worker how it sees a worker
 * @param tenant how it sees a tenant
 * @param job how it sees a job
 */
record Lies(
    UnaryOperator<WorkerRecord> worker,
    UnaryOperator<TenantRecord> tenant,
    UnaryOperator<JobRecord> job) {

  static Lies aboutWorkers(UnaryOperator<WorkerRecord> lie) {
    return new Lies(lie, UnaryOperator.identity(), UnaryOperator.identity());
  }

  static Lies aboutTenants(UnaryOperator<TenantRecord> lie) {
    return new Lies(UnaryOperator.identity(), lie, UnaryOperator.identity());
  }

  static Lies aboutJobs(UnaryOperator<JobRecord> lie) {
    return new Lies(UnaryOperator.identity(), UnaryOperator.identity(), lie);
  }

  /** What the decider decides in the farm that it sees. */
  Outcome decide(Decider decider, SchedulerState state, Inputs inputs, Instant now) {
    return new Telling(this, state).decide(decider, inputs, now);
  }

  /** One decision. */
  private static final class Telling {
    private final SchedulerState truth;
    private final Map<String, WorkerRecord> workers = new HashMap<>();
    private final Map<TenantId, TenantRecord> tenants = new HashMap<>();
    private final Map<JobId, JobRecord> jobs = new HashMap<>();
    private SchedulerState seen;

    private Telling(Lies lies, SchedulerState truth) {
      this.truth = truth;
      seen = truth;
      for (Map.Entry<String, Seat> entry : truth.seats()) {
        Seat seat = entry.getValue();
        WorkerRecord told = lies.worker().apply(seat.record());
        if (!told.equals(seat.record())) {
          workers.put(entry.getKey(), told);
          seen = seen.with(new Seat(told, seat.deadline(), seat.sequence(), seat.missed()));
        }
      }
      for (Map.Entry<TenantId, TenantRecord> entry : truth.accounts().tenants()) {
        TenantRecord told = lies.tenant().apply(entry.getValue());
        tenants.put(entry.getKey(), told);
        seen = seen.replay(StateChange.put(new StateEntry.TenantEntry(told)));
      }
      for (Map.Entry<JobId, JobRecord> entry : truth.jobs()) {
        JobRecord told = lies.job().apply(entry.getValue());
        if (!told.equals(entry.getValue())) {
          jobs.put(entry.getKey(), told);
          seen = seen.replay(StateChange.put(new StateEntry.JobEntry(told)));
        }
      }
    }

    private Outcome decide(Decider decider, Inputs inputs, Instant now) {
      Outcome decided = decider.decide(seen, inputs, now);
      SchedulerState next = decided.next();
      for (String name : workers.keySet()) {
        Optional<Seat> seat = next.seat(name);
        if (seat.isPresent()) {
          WorkerRecord right = right(seat.get().record());
          Seat s = seat.get();
          next = next.with(new Seat(right, s.deadline(), s.sequence(), s.missed()));
        }
      }
      for (Map.Entry<TenantId, TenantRecord> told : tenants.entrySet()) {
        if (next.tenant(told.getKey()).equals(told.getValue())) {
          next = next.replay(StateChange.put(tenant(told.getKey())));
        }
      }
      for (JobId job : jobs.keySet()) {
        JobRecord record = next.job(job).orElseThrow();
        next = next.replay(StateChange.put(new StateEntry.JobEntry(right(record))));
      }
      List<StateChange> changes = new ArrayList<>();
      decided.changes().forEach(change -> changes.add(right(change)));
      List<Assignment> told = new ArrayList<>();
      decided.assignments().forEach(assignment -> told.add(right(assignment)));
      return new Said(decided).with(next).with(changes).telling(told).outcome();
    }

    private StateEntry tenant(TenantId tenant) {
      return new StateEntry.TenantEntry(truth.tenant(tenant));
    }

    private StateChange right(StateChange change) {
      return change
          .entry()
          .map(entry ->
              switch (entry) {
                case StateEntry.WorkerEntry e ->
                    StateChange.put(new StateEntry.WorkerEntry(right(e.worker())));
                case StateEntry.JobEntry e ->
                    StateChange.put(new StateEntry.JobEntry(right(e.job())));
                default -> change;
              })
          .orElse(change);
    }

    /** What was made up of a worker is not so; what was decided is. */
    private WorkerRecord right(WorkerRecord decided) {
      WorkerRecord told = workers.get(decided.id().name());
      Optional<Seat> was = truth.seat(decided.id().name());
      if (told == null || was.isEmpty() || !decided.id().equals(told.id())) {
        return decided;
      }
      WorkerRecord before = was.get().record();
      return new WorkerRecord(
          decided.id(),
          decided.pool(),
          before.capabilities(),
          decided.state(),
          decided.models(),
          decided.sequence(),
          decided.joinedAt(),
          decided.locked() == told.locked() ? before.locked() : decided.locked(),
          decided.breakers().equals(told.breakers()) ? before.breakers() : decided.breakers());
    }

    private JobRecord right(JobRecord decided) {
      JobId id = decided.header().id();
      JobRecord told = jobs.get(id);
      if (told == null) {
        return decided;
      }
      JobRecord before = truth.job(id).orElseThrow();
      boolean same = decided.header().equals(told.header());
      return new JobRecord(
          same ? before.header() : decided.header(),
          decided.spec(),
          decided.state().equals(told.state()) ? before.state() : decided.state(),
          decided.timeline(),
          decided.outputs(),
          decided.startedAt(),
          decided.past(),
          decided.attempts(),
          decided.travels());
    }

    private Assignment right(Assignment assignment) {
      return assignment instanceof Assignment.Run run
          ? new Assignment.Run(
              run.worker(), run.grants().stream().map(this::right).toList(), run.lease())
          : assignment;
    }

    private Grant right(Grant grant) {
      JobHeader header =
          jobs.containsKey(grant.header().id())
              ? truth.job(grant.header().id()).orElseThrow().header()
              : grant.header();
      return new Grant(header, grant.spec(), grant.epoch(), grant.checkpoint());
    }
  }
}
