package dev.darkroom.scheduler.sim;

import dev.darkroom.job.command.Command;
import dev.darkroom.job.command.Reply;
import dev.darkroom.job.worker.Assignment;
import dev.darkroom.job.worker.Grant;
import dev.darkroom.job.worker.Report;
import dev.darkroom.storage.log.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * What lies between the processes and the log. Reports and commands may be lost, late, doubled and
 * overtake each other, as those of a producer that tries again and of a process that was replaced.
 * Assignments may be lost, late and doubled, and keep their order, as those of one partition do.
 */
final class Network {
  private static final long USUAL = 4;

  private final World world;
  private final List<SimLog> logs;
  private final Places places;
  private final IntConsumer written;
  private final Map<String, Consumer<Assignment>> workers = new HashMap<>();
  private final Map<String, Long> lastArrival = new HashMap<>();
  private Consumer<Reply> client = _ -> {};

  /**
   * A network.
   *
   * @param logs one of each partition
   * @param written is told which partition has something new
   */
  Network(World world, List<SimLog> logs, Places places, IntConsumer written) {
    this.world = world;
    this.logs = logs;
    this.places = places;
    this.written = written;
  }

  void connect(String worker, Consumer<Assignment> feed) {
    workers.put(worker, feed);
  }

  void connectClient(Consumer<Reply> replies) {
    client = replies;
  }

  /** True where the log has taken it, as far as its sender can know. */
  boolean send(Report report) {
    if (world.happens(Fault.REPORT_LOST)) {
      world.trace("lost", report);
      return false;
    }
    SimLog log = logs.get(places.ofWorker(report.worker().name()));
    arrive(Fault.REPORT_LATE, log, () -> log.add(report));
    if (world.happens(Fault.REPORT_DOUBLED)) {
      arrive(Fault.REPORT_LATE, log, () -> log.add(report));
    }
    return true;
  }

  void send(Command command) {
    if (world.happens(Fault.COMMAND_LOST)) {
      world.trace("lost", command.id());
      return;
    }
    SimLog log = logs.get(Topics.partitionOf(command));
    arrive(Fault.COMMAND_LATE, log, () -> log.add(command));
    if (world.happens(Fault.COMMAND_DOUBLED)) {
      arrive(Fault.COMMAND_LATE, log, () -> log.add(command));
    }
  }

  /**
   * What one partition tells another is in its log when the transaction that says so is committed.
   * A second delivery cannot be, and must do no harm.
   */
  void passOn(Command command) {
    SimLog log = logs.get(Topics.partitionOf(command));
    log.add(command);
    written.accept(log.partition());
    if (world.happens(Fault.COMMAND_DOUBLED)) {
      arrive(Fault.COMMAND_LATE, log, () -> log.add(command));
    }
  }

  void send(Assignment assignment) {
    if (world.happens(Fault.ASSIGNMENT_LOST)) {
      world.trace("lost", brief(assignment));
      return;
    }
    deliver(assignment);
    if (world.happens(Fault.ASSIGNMENT_DOUBLED)) {
      deliver(assignment);
    }
  }

  void send(Reply reply) {
    if (!world.happens(Fault.COMMAND_LOST)) {
      world.after(late(Fault.COMMAND_LATE), () -> client.accept(reply));
    }
  }

  /** A run in short: with its header and spec the traces would cost more than the farm. */
  static Object brief(Assignment assignment) {
    return assignment instanceof Assignment.Run run
        ? "Run " + run.worker() + " " + run.grants().stream().map(Grant::run).toList()
        : assignment;
  }

  private void deliver(Assignment assignment) {
    String name = assignment.worker().name();
    long arrival = world.now() + late(Fault.ASSIGNMENT_LATE);
    long inOrder = Math.max(arrival, lastArrival.getOrDefault(name, 0L));
    lastArrival.put(name, inOrder);
    world.after(inOrder - world.now(), () -> worker(name).accept(assignment));
  }

  private Consumer<Assignment> worker(String name) {
    return Objects.requireNonNull(workers.get(name), name);
  }

  private void arrive(Fault late, SimLog log, Runnable what) {
    world.after(
        late(late),
        () -> {
          what.run();
          written.accept(log.partition());
        });
  }

  /** Most messages are quick; the late ones are late. */
  private long late(Fault late) {
    return 1 + (world.chance(0.2) ? world.upTo(world.faults().millis(late)) : world.upTo(USUAL));
  }
}
