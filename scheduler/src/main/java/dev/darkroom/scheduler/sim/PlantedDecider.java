package dev.darkroom.scheduler.sim;

import dev.darkroom.job.Command;
import dev.darkroom.job.JobEvent;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.Report;
import dev.darkroom.job.RunRef;
import dev.darkroom.job.WorkerId;
import dev.darkroom.job.WorkerState;
import dev.darkroom.scheduler.core.Decider;
import dev.darkroom.scheduler.core.Due;
import dev.darkroom.scheduler.core.Inputs;
import dev.darkroom.scheduler.core.Outcome;
import dev.darkroom.scheduler.core.SchedulerPolicy;
import dev.darkroom.scheduler.core.SchedulerState;
import dev.darkroom.scheduler.core.Seat;
import dev.darkroom.scheduler.core.SortedTree;
import dev.darkroom.scheduler.core.StateChange;
import dev.darkroom.storage.log.EventEntry;
import dev.darkroom.storage.log.StateEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The real decider, or one with a bug built in by changing what it hears or what it says. */
final class PlantedDecider {
  private final Decider decider;
  private final Plant plant;

  PlantedDecider(SchedulerPolicy policy, Plant plant) {
    this.decider = new Decider(policy);
    this.plant = plant;
  }

  Outcome decide(SchedulerState state, Inputs inputs, Instant now) {
    return switch (plant) {
      case NONE, SKIP_FENCE -> decider.decide(state, inputs, now);
      case SKIP_EPOCH_CHECK -> decider.decide(state, believing(state, inputs), now);
      case DROP_RENEWALS -> unrenewed(state, decider.decide(state, inputs, now));
      case SKIP_REQUEUE -> unrequeued(state, decider.decide(state, inputs, now));
      case EXPIRE_UNREAD ->
          decider.decide(
              state, new Inputs(inputs.reports(), inputs.commands(), now, inputs.entropy()), now);
      case ACCEPT_AGAIN -> decider.decide(forgetful(state, inputs), inputs, now);
      case FORGET_A_RECORD -> unwritten(decider.decide(state, inputs, now));
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
    SortedTree<String, Seat> seats = next.seats();
    SortedTree<Due<String>, String> leases = next.leases();
    for (Map.Entry<String, Seat> entry : next.seats()) {
      Seat now = entry.getValue();
      Optional<Seat> old =
          before.seat(entry.getKey()).filter(s -> s.record().id().equals(now.record().id()));
      if (old.isPresent() && !(now.record().state() instanceof WorkerState.Gone)) {
        Instant deadline = old.get().deadline();
        seats =
            seats.with(
                entry.getKey(), new Seat(now.record(), deadline, now.sequence(), now.missed()));
        leases =
            leases
                .without(new Due<>(now.deadline(), entry.getKey()))
                .with(new Due<>(deadline, entry.getKey()), entry.getKey());
      }
    }
    return with(
        outcome,
        new SchedulerState(
            next.partition(),
            next.jobs(),
            seats,
            next.pools(),
            next.accounts(),
            leases,
            next.ended(),
            next.gone(),
            next.outlook()),
        outcome.changes());
  }

  private static Outcome unrequeued(SchedulerState before, Outcome outcome) {
    for (EventEntry entry : outcome.events()) {
      if (entry.event() instanceof JobEvent.Requeued r && r.reason().equals("lease_expired")) {
        return before
            .job(entry.job())
            .map(job -> {
              StateChange old = StateChange.put(new StateEntry.JobEntry(job));
              List<StateChange> changes = new ArrayList<>(outcome.changes());
              changes.removeIf(c -> c.key().equals(old.key()));
              return with(outcome, outcome.next().replay(old), changes);
            })
            .orElse(outcome);
      }
    }
    return outcome;
  }

  private static SchedulerState forgetful(SchedulerState state, Inputs inputs) {
    SchedulerState forgetful = state;
    for (Command command : inputs.commands()) {
      if (command instanceof Command.Submit s) {
        forgetful = forgetful.replay(StateChange.forget(StateEntry.jobKey(s.header().id())));
      }
    }
    return forgetful;
  }

  private static Outcome unwritten(Outcome outcome) {
    List<StateChange> changes = outcome.changes();
    return changes.size() < 3
        ? outcome
        : with(outcome, outcome.next(), changes.subList(0, changes.size() - 1));
  }

  private static Outcome with(Outcome o, SchedulerState next, List<StateChange> changes) {
    return new Outcome(
        next,
        o.events(),
        changes,
        o.assignments(),
        o.replies(),
        o.forgottenSpecs(),
        o.rejections(),
        o.surprises());
  }
}
