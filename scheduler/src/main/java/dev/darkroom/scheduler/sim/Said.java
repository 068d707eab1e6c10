package dev.darkroom.scheduler.sim;

import dev.darkroom.job.command.Command;
import dev.darkroom.job.worker.Assignment;
import dev.darkroom.scheduler.core.state.Outcome;
import dev.darkroom.scheduler.core.state.SchedulerState;
import dev.darkroom.scheduler.core.state.Seat;
import dev.darkroom.scheduler.core.state.StateChange;
import dev.darkroom.storage.log.EventEntry;
import dev.darkroom.storage.log.StateEntry;
import java.util.ArrayList;
import java.util.List;

/** An outcome that is changed after it was decided; for planted bugs only. */
record Said(Outcome outcome) {
  Said with(SchedulerState next) {
    return of(next, outcome.events(), outcome.changes(), outcome.assignments());
  }

  /** Other partitions are told this, and nothing else. */
  Said passingOn(List<Command> commands) {
    return new Said(
        new Outcome(
            outcome.next(),
            outcome.events(),
            outcome.changes(),
            outcome.assignments(),
            outcome.replies(),
            commands,
            outcome.forgottenSpecs(),
            outcome.rejections(),
            outcome.surprises()));
  }

  Said with(List<StateChange> changes) {
    return of(outcome.next(), outcome.events(), changes, outcome.assignments());
  }

  Said having(List<EventEntry> events) {
    return of(outcome.next(), events, outcome.changes(), outcome.assignments());
  }

  Said telling(List<Assignment> assignments) {
    return of(outcome.next(), outcome.events(), outcome.changes(), assignments);
  }

  /** This is the thing's state after all, here and in the log. */
  Said put(StateEntry entry) {
    StateChange change = StateChange.put(entry);
    return with(outcome.next().replay(change)).with(replacing(change));
  }

  /** The same of a worker, with what only memory knows of it. */
  Said put(Seat seat) {
    StateChange change = StateChange.put(new StateEntry.WorkerEntry(seat.record()));
    return with(outcome.next().with(seat)).with(replacing(change));
  }

  private List<StateChange> replacing(StateChange change) {
    List<StateChange> changes = new ArrayList<>(outcome.changes());
    changes.removeIf(old -> old.key().equals(change.key()));
    changes.add(change);
    return changes;
  }

  private Said of(
      SchedulerState next,
      List<EventEntry> events,
      List<StateChange> changes,
      List<Assignment> assignments) {
    return new Said(
        new Outcome(
            next,
            events,
            changes,
            assignments,
            outcome.replies(),
            outcome.commands(),
            outcome.forgottenSpecs(),
            outcome.rejections(),
            outcome.surprises()));
  }
}
