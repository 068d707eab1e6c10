package dev.darkroom.scheduler.sim;

import dev.darkroom.job.Command;
import dev.darkroom.job.Report;
import dev.darkroom.job.WorkerId;
import dev.darkroom.scheduler.core.Outcome;
import dev.darkroom.scheduler.core.SchedulerState;
import dev.darkroom.scheduler.core.StateChange;
import dev.darkroom.storage.log.Records;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** One partition of the log: what is here is durable, and only the current owner may commit. */
final class SimLog {
  private final List<Report> reports = new ArrayList<>();
  private final List<Command> commands = new ArrayList<>();
  private final List<StateChange> state = new ArrayList<>();
  private final boolean fencing;
  private int reportsRead;
  private int commandsRead;
  private int owner;

  SimLog(boolean fencing) {
    this.fencing = fencing;
  }

  /** A batch that somebody has read and not committed yet. */
  record Batch(List<Report> reports, List<Command> commands, int reportsTo, int commandsTo) {
    boolean isEmpty() {
      return reports.isEmpty() && commands.isEmpty();
    }
  }

  void add(Report report) {
    reports.add(report);
  }

  void add(Command command) {
    commands.add(command);
  }

  void write(StateChange change) {
    state.add(change);
  }

  /** A new owner: what earlier ones commit is refused from now on. */
  int takeOver() {
    return ++owner;
  }

  Batch read(int reportsFrom, int commandsFrom, int most) {
    int reportsTo = Math.min(reports.size(), reportsFrom + most);
    int commandsTo = Math.min(commands.size(), commandsFrom + most);
    return new Batch(
        List.copyOf(reports.subList(reportsFrom, reportsTo)),
        List.copyOf(commands.subList(commandsFrom, commandsTo)),
        reportsTo,
        commandsTo);
  }

  int reportsRead() {
    return reportsRead;
  }

  int commandsRead() {
    return commandsRead;
  }

  boolean hasUnread(int reportsFrom, int commandsFrom) {
    return reports.size() > reportsFrom || commands.size() > commandsFrom;
  }

  /** Workers of which a heartbeat stands in the log beyond what was read. */
  Set<WorkerId> heardBeyond(int reportsTo) {
    return reports.subList(reportsTo, reports.size()).stream()
        .filter(Report.Heartbeat.class::isInstance)
        .map(Report::worker)
        .collect(Collectors.toSet());
  }

  boolean allReportsRead(int reportsTo) {
    return reports.size() == reportsTo;
  }

  /** All of an outcome, or nothing of it. */
  boolean commit(int as, Outcome outcome, Batch batch) {
    if (fencing && as != owner) {
      return false;
    }
    state.addAll(outcome.changes());
    reportsRead = Math.max(reportsRead, batch.reportsTo());
    commandsRead = Math.max(commandsRead, batch.commandsTo());
    return true;
  }

  /** What a scheduler that begins now learns: from the bytes, as a real one would. */
  SchedulerState replay() {
    SchedulerState replayed = SchedulerState.empty(0);
    for (StateChange change : state) {
      replayed =
          replayed.replay(
              new StateChange(
                  change.key(),
                  change.entry().map(e -> Records.STATE.decode(Records.STATE.encode(e)))));
    }
    return replayed;
  }
}
