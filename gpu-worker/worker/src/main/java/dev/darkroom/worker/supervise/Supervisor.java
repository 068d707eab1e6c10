package dev.darkroom.worker.supervise;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps processes alive until it is closed. They share this process's group, so a signal to the
 * group reaches them too; they are killed when this process exits, and learn from their standard
 * input when it was killed.
 */
public final class Supervisor implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Supervisor.class);
  private static final Duration AFTER_KILL = Duration.ofSeconds(5);

  private final Map<String, Child> children = new LinkedHashMap<>();
  private final StopLimits limits;
  private final LongSupplier nanos;
  private final Thread atExit = new Thread(this::killAll, "supervisor-exit");

  private Supervisor(
      List<ChildCommand> commands, RestartPolicy policy, StopLimits limits, LongSupplier nanos) {
    this.limits = limits;
    this.nanos = nanos;
    for (ChildCommand command : commands) {
      if (children.put(command.name(), new Child(command, policy, nanos)) != null) {
        throw new IllegalArgumentException("two children are named '" + command.name() + "'");
      }
    }
  }

  /** Starts a process for each command. */
  public static Supervisor start(
      List<ChildCommand> commands, RestartPolicy policy, StopLimits limits) {
    Supervisor supervisor = new Supervisor(commands, policy, limits, System::nanoTime);
    Runtime.getRuntime().addShutdownHook(supervisor.atExit);
    supervisor.children.values().forEach(Child::start);
    return supervisor;
  }

  /** What is true of each process now, by name. */
  public Map<String, ChildState> states() {
    Map<String, ChildState> states = new LinkedHashMap<>();
    children.forEach((name, child) -> states.put(name, child.state()));
    return states;
  }

  /** Stops all: asks them to finish, asks again, kills what is left. Returns within the limits. */
  @Override
  public void close() {
    try {
      ask(limits.drain());
      ask(limits.hurry());
      killAll();
      if (!await(AFTER_KILL)) {
        log.error("a killed child has not ended: {}", states());
      }
    } catch (InterruptedException _) {
      killAll();
      Thread.currentThread().interrupt();
    }
    removeHook();
  }

  /** Asks those that live, and waits for all, no longer than this. */
  private void ask(Duration limit) throws InterruptedException {
    children.values().forEach(Child::ask);
    boolean _ = await(limit);
  }

  private boolean await(Duration limit) throws InterruptedException {
    long until = nanos.getAsLong() + limit.toNanos();
    boolean all = true;
    for (Child child : children.values()) {
      all &= child.await(Duration.ofNanos(Math.max(1, until - nanos.getAsLong())));
    }
    return all;
  }

  private void killAll() {
    children.values().forEach(Child::kill);
  }

  private void removeHook() {
    try {
      boolean _ = Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException _) {
      // this process is exiting already: the hook runs, and finds nothing to kill
    }
  }
}
