package dev.darkroom.scheduler.sim;

import dev.darkroom.job.Checkpoint;
import dev.darkroom.job.JobEvent;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.command.Command;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.id.WorkerId;
import dev.darkroom.job.worker.Assignment;
import dev.darkroom.job.worker.Grant;
import dev.darkroom.job.worker.Report;
import dev.darkroom.job.worker.WorkerState;
import dev.darkroom.scheduler.core.Decider;
import dev.darkroom.scheduler.core.Inputs;
import dev.darkroom.scheduler.core.policy.SchedulerPolicy;
import dev.darkroom.scheduler.core.state.Outcome;
import dev.darkroom.scheduler.core.state.SchedulerState;
import dev.darkroom.scheduler.core.state.Seat;
import dev.darkroom.scheduler.core.state.StateChange;
import dev.darkroom.storage.log.EventEntry;
import dev.darkroom.storage.log.StateEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The real decider, or one with a bug built in by changing what it hears or what it says. */
final class PlantedDecider {
  private final Decider decider;
  private final SchedulerPolicy policy;
  private final Plant plant;
  private final Map<JobId, Checkpoint> firstCheckpoints = new HashMap<>();
  private List<EventEntry> again = List.of();

  PlantedDecider(SchedulerPolicy policy, Plant plant) {
    this.decider = new Decider(policy);
    this.policy = policy;
    this.plant = plant;
  }

  /** What a scheduler makes of the state that it has replayed. */
  SchedulerState takesOver(SchedulerState replayed, SimLog log, Instant now) {
    if (plant == Plant.DOUBLE_REPLAY) {
      again = log.last().map(Outcome::events).orElse(List.of());
    }
    return plant == Plant.DOUBLE_GRANT ? replayed : replayed.recovered(now, policy.lease());
  }

  Outcome decide(SchedulerState state, Inputs inputs, Instant now) {
    return switch (plant) {
      case NONE,
          SKIP_FENCE,
          READ_UNCOMMITTED,
          DOUBLE_GRANT,
          FORGET_USAGE,
          STALE_STANDBY,
          COMMIT_WITHOUT_MANIFEST ->
          decider.decide(state, inputs, now);
      case SKIP_EPOCH_CHECK -> decider.decide(state, believing(state, inputs), now);
      case DROP_RENEWAL -> unrenewed(state, decider.decide(state, inputs, now));
      case SKIP_REQUEUE -> unrequeued(state, decider.decide(state, inputs, now));
      case EXPIRE_UNREAD ->
          decider.decide(
              state, new Inputs(inputs.reports(), inputs.commands(), now, inputs.entropy()), now);
      case ACCEPT_AGAIN -> decider.decide(forgetful(state, inputs), inputs, now);
      case FORGET_TO_LEAVE -> kept(state, decider.decide(state, inputs, now));
      case HAND_TO_NOBODY ->
          new Said(decider.decide(state, inputs, now)).passingOn(List.of()).outcome();
      case TAKE_IN_AGAIN -> decider.decide(forgetful(state, inputs), inputs, now);
      case FORGET_A_RECORD -> unwritten(decider.decide(state, inputs, now));
      case LEAK_SLOT -> leaking(state, decider.decide(state, inputs, now));
      case RESUME_STALE_CHECKPOINT -> stale(decider.decide(state, inputs, now));
      case DOUBLE_REPLAY -> twice(decider.decide(state, inputs, now));
      case DROP_BATCH_MEMBER -> PlantedBatches.dropping(decider.decide(state, inputs, now));
      case CANCEL_WHOLE_BATCH -> PlantedBatches.canceling(decider.decide(state, inputs, now));
      case IGNORE_WEIGHTS,
          STARVE_TENANT,
          EXCEED_QUOTA,
          EXCEED_BUDGET,
          FORGET_QUOTA_RELEASE,
          SKIP_DEADLINE,
          PREEMPT_GENERATION,
          IGNORE_LABEL,
          IGNORE_MEMORY,
          GRANT_LOCKED_WORKER,
          IGNORE_BREAKER,
          OVERFILL_BATCH ->
          PlantedRules.lies(plant, state, now).decide(decider, state, inputs, now);
    };
  }

  /** Every success is taken for one of the current run. */
  private static Inputs believing(SchedulerState state, Inputs inputs) {
    List<Report> reports = new ArrayList<>();
    for (Report report : inputs.reports()) {
      reports.add(report instanceof Report.RunSucceeded r ? current(state, r).orElse(r) : report);
    }
    return new Inputs(reports, inputs.commands(), inputs.reportsReadUpTo(), inputs.entropy());
  }

  private static Optional<Report.RunSucceeded> current(
      SchedulerState state, Report.RunSucceeded r) {
    Optional<JobRecord> job = state.job(r.run().job());
    Optional<WorkerId> holder = job.flatMap(j -> j.state().currentWorker());
    return holder.map(worker ->
        new Report.RunSucceeded(
            worker,
            new RunRef(r.run().job(), job.get().state().currentEpoch().orElseThrow()),
            r.manifest(),
            r.outputs(),
            r.executionMillis()));
  }

  private static Outcome unrenewed(SchedulerState before, Outcome outcome) {
    SchedulerState next = outcome.next();
    for (Map.Entry<String, Seat> entry : outcome.next().seats()) {
      Seat now = entry.getValue();
      Optional<Instant> deadline =
          before
              .seat(entry.getKey())
              .filter(s -> s.record().id().equals(now.record().id()))
              .map(Seat::deadline);
      if (deadline.isPresent()) {
        next = next.with(new Seat(now.record(), deadline.get(), now.sequence(), now.missed()));
      }
    }
    return new Said(outcome).with(next).outcome();
  }

  private static Outcome unrequeued(SchedulerState before, Outcome outcome) {
    for (EventEntry entry : outcome.events()) {
      if (entry.event() instanceof JobEvent.Requeued r && r.reason().equals("lease_expired")) {
        return before
            .job(entry.job())
            .map(job -> new Said(outcome).put(new StateEntry.JobEntry(job)).outcome())
            .orElse(outcome);
      }
    }
    return outcome;
  }

  /** Jobs that have left are here as well. */
  private static Outcome kept(SchedulerState before, Outcome outcome) {
    Said said = new Said(outcome);
    for (Command command : outcome.commands()) {
      if (command instanceof Command.MoveIn in) {
        Optional<JobRecord> job = before.job(in.job().header().id());
        said = job.map(StateEntry.JobEntry::new).map(said::put).orElse(said);
      }
    }
    List<EventEntry> events = new ArrayList<>(outcome.events());
    events.removeIf(entry -> entry.event() instanceof JobEvent.MovedOut);
    return said.having(events).outcome();
  }

  private SchedulerState forgetful(SchedulerState state, Inputs inputs) {
    SchedulerState forgetful = state;
    for (Command command : inputs.commands()) {
      if (plant == Plant.ACCEPT_AGAIN && command instanceof Command.Submit s) {
        forgetful = forgetful.replay(StateChange.forget(StateEntry.jobKey(s.header().id())));
      }
      if (plant == Plant.TAKE_IN_AGAIN && command instanceof Command.MoveIn in) {
        JobId job = in.job().header().id();
        forgetful = forgetful.replay(StateChange.forget(StateEntry.jobKey(job)));
      }
    }
    return forgetful;
  }

  private static Outcome unwritten(Outcome outcome) {
    List<StateChange> changes = outcome.changes();
    return changes.size() < 3
        ? outcome
        : new Said(outcome).with(changes.subList(0, changes.size() - 1)).outcome();
  }

  private static Outcome leaking(SchedulerState before, Outcome outcome) {
    for (Map.Entry<String, Seat> entry : outcome.next().seats()) {
      Optional<Seat> old = before.seat(entry.getKey());
      if (old.isPresent()
          && old.get().record().state() instanceof WorkerState.Busy
          && entry.getValue().record().state() instanceof WorkerState.Idle) {
        return new Said(outcome).put(old.get()).outcome();
      }
    }
    return outcome;
  }

  private Outcome stale(Outcome outcome) {
    for (EventEntry entry : outcome.events()) {
      if (entry.event() instanceof JobEvent.Checkpointed e) {
        firstCheckpoints.putIfAbsent(entry.job(), e.checkpoint());
      }
    }
    List<Assignment> told = new ArrayList<>();
    for (Assignment assignment : outcome.assignments()) {
      told.add(
          assignment instanceof Assignment.Run run
              ? new Assignment.Run(
                  run.worker(), run.grants().stream().map(this::stale).toList(), run.lease())
              : assignment);
    }
    return new Said(outcome).telling(told).outcome();
  }

  private Grant stale(Grant grant) {
    return new Grant(
        grant.header(),
        grant.spec(),
        grant.epoch(),
        Optional.ofNullable(firstCheckpoints.get(grant.header().id())));
  }

  private Outcome twice(Outcome outcome) {
    List<EventEntry> events = new ArrayList<>(again);
    events.addAll(outcome.events());
    again = List.of();
    return new Said(outcome).having(events).outcome();
  }
}
