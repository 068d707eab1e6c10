package dev.darkroom.scheduler.sim;

import dev.darkroom.job.command.Command;
import dev.darkroom.job.id.WorkerId;
import dev.darkroom.job.worker.Report;
import dev.darkroom.scheduler.core.state.Outcome;
import dev.darkroom.scheduler.core.state.SchedulerState;
import dev.darkroom.scheduler.core.state.StateChange;
import dev.darkroom.storage.log.Records;
import dev.darkroom.storage.log.StateEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One partition of the log. What is committed here is durable; what was only written is gone with
 * the next owner, and nobody has read it. Only the current owner may write and commit.
 */
final class SimLog {
  private final List<Report> reports = new ArrayList<>();
  private final List<Command> commands = new ArrayList<>();
  private final Map<String, StateChange> state = new LinkedHashMap<>();

  /** The same as they are read back from their bytes. */
  private final Map<String, StateChange> read = new HashMap<>();

  /** All that was ever written, in order, as it is read back. */
  private final List<StateChange> history = new ArrayList<>();

  private final int partition;
  private final Plant plant;
  private Optional<Outcome> open = Optional.empty();
  private Optional<Outcome> last = Optional.empty();
  private int reportsRead;
  private int commandsRead;
  private int owner;

  SimLog(int partition, Plant plant) {
    this.partition = partition;
    this.plant = plant;
  }

  int partition() {
    return partition;
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
    append(change);
  }

  /**
   * A new owner: the transaction that its predecessor had open is aborted, and what that one writes
   * is refused from now on.
   */
  int takeOver() {
    if (plant == Plant.READ_UNCOMMITTED) {
      open.ifPresent(written -> written.changes().forEach(this::append));
    }
    open = Optional.empty();
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

  /** Opens a transaction and writes an outcome into it; false for who owns the log no more. */
  boolean write(int as, Outcome outcome) {
    if (fenced(as)) {
      return false;
    }
    open = Optional.of(outcome);
    return true;
  }

  /** All of an outcome, or nothing of it. */
  boolean commit(int as, Outcome outcome, Batch batch) {
    if (fenced(as)) {
      return false;
    }
    open = Optional.empty();
    last = Optional.of(outcome);
    outcome.changes().forEach(this::append);
    reportsRead = Math.max(reportsRead, batch.reportsTo());
    commandsRead = Math.max(commandsRead, batch.commandsTo());
    return true;
  }

  /** The transaction committed last. */
  Optional<Outcome> last() {
    return last;
  }

  private boolean fenced(int as) {
    return as != owner && plant != Plant.SKIP_FENCE;
  }

  /** What a scheduler that begins now learns: from the bytes, as a real one would. */
  SchedulerState replay() {
    SchedulerState replayed = SchedulerState.empty(partition);
    for (StateChange change : state.values()) {
      if (plant == Plant.FORGET_USAGE
          && change.entry().orElse(null) instanceof StateEntry.UsageEntry) {
        continue;
      }
      replayed = replayed.replay(read.computeIfAbsent(change.key(), _ -> decoded(change)));
    }
    return replayed;
  }

  /** Records written so far. */
  int written() {
    return history.size();
  }

  /** A state after more of what was written: how a standby follows. */
  SchedulerState replay(SchedulerState known, int from, int until) {
    SchedulerState replayed = known;
    for (StateChange change : history.subList(from, until)) {
      replayed = replayed.replay(decoded(change));
    }
    return replayed;
  }

  private static StateChange decoded(StateChange change) {
    return new StateChange(
        change.key(), change.entry().map(e -> Records.STATE.decode(Records.STATE.encode(e))));
  }

  /** Of each thing the log keeps the latest record, where it was written. */
  private void append(StateChange change) {
    state.remove(change.key());
    state.put(change.key(), change);
    history.add(change);
    read.remove(change.key());
  }
}
