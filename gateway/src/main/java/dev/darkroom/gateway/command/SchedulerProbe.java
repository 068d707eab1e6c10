package dev.darkroom.gateway.command;

import dev.darkroom.gateway.auth.Caller;
import dev.darkroom.job.command.Command;
import dev.darkroom.storage.StorageException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Whether a scheduler answers for a partition. The question is the cancel of a job that never was:
 * it goes the whole way through the log, is refused, and changes nothing. An answer is good for a
 * while and for all who ask meanwhile, so that health checks cost the log next to nothing.
 */
public final class SchedulerProbe {
  private static final Duration YES_IS_GOOD_FOR = Duration.ofSeconds(5);
  private static final Duration NO_IS_GOOD_FOR = Duration.ofMillis(250);

  private final Commander commander;
  private final InstantSource clock;
  private final Map<Integer, Line> lines = new ConcurrentHashMap<>();

  /** One partition's last answer; who holds the lock asks, the others wait for that answer. */
  private static final class Line {
    final ReentrantLock lock = new ReentrantLock();
    Optional<String> unready = Optional.empty();
    Instant until = Instant.MIN;
  }

  public SchedulerProbe(Commander commander, InstantSource clock) {
    this.commander = commander;
    this.clock = clock;
  }

  /** Why jobs of this partition would wait for a scheduler; empty where one answers. Blocks. */
  public Optional<String> unready(int partition) throws InterruptedException {
    Line line = lines.computeIfAbsent(partition, _ -> new Line());
    line.lock.lockInterruptibly();
    try {
      if (!clock.instant().isBefore(line.until)) {
        line.unready = ask(partition);
        line.until =
            clock.instant().plus(line.unready.isEmpty() ? YES_IS_GOOD_FOR : NO_IS_GOOD_FOR);
      }
      return line.unready;
    } finally {
      line.lock.unlock();
    }
  }

  private Optional<String> ask(int partition) throws InterruptedException {
    try {
      return commander.send(question(partition), _ -> {}).isPresent()
          ? Optional.empty()
          : Optional.of("no scheduler answers for partition " + partition);
    } catch (StorageException e) {
      return Optional.of("the log takes no commands: " + e.getMessage());
    }
  }

  private Command question(int partition) {
    return new Command.Cancel(
        commander.nextId(), Caller.DEFAULT_TENANT, commander.nextJobId(partition), "probe");
  }
}
