package dev.darkroom.gateway.command;

import dev.darkroom.gateway.auth.Caller;
import dev.darkroom.job.Command;
import dev.darkroom.storage.StorageException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whether a scheduler answers for a partition. The question is the cancel of a job that never was:
 * it goes the whole way through the log, is refused, and changes nothing. An answer is good for a
 * while, so that health checks cost no log.
 */
public final class SchedulerProbe {
  private static final Duration GOOD_FOR = Duration.ofSeconds(5);

  private final Commander commander;
  private final InstantSource clock;
  private final Map<Integer, Instant> answered = new ConcurrentHashMap<>();

  public SchedulerProbe(Commander commander, InstantSource clock) {
    this.commander = commander;
    this.clock = clock;
  }

  /** Why jobs of this partition would wait for a scheduler; empty where one answers. Blocks. */
  public Optional<String> unready(int partition) throws InterruptedException {
    Instant last = answered.getOrDefault(partition, Instant.EPOCH);
    if (clock.instant().isBefore(last.plus(GOOD_FOR))) {
      return Optional.empty();
    }
    try {
      boolean replied = commander.send(question(partition), _ -> {}).isPresent();
      if (replied) {
        answered.put(partition, clock.instant());
        return Optional.empty();
      }
      return Optional.of("no scheduler answers for partition " + partition);
    } catch (StorageException e) {
      return Optional.of("the log takes no commands: " + e.getMessage());
    }
  }

  private Command question(int partition) {
    return new Command.Cancel(
        commander.nextId(), Caller.DEFAULT_TENANT, commander.nextJobId(partition), "probe");
  }
}
