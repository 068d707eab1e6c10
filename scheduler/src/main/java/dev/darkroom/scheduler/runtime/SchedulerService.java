package dev.darkroom.scheduler.runtime;

import dev.darkroom.scheduler.core.Decider;
import dev.darkroom.scheduler.core.state.SchedulerState;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.log.KafkaClients;
import dev.darkroom.storage.log.TopicBootstrap;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running scheduler: shares the partitions with every other one of its group, and runs a loop for
 * each of its own.
 */
public final class SchedulerService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SchedulerService.class);
  private static final Duration CLOSE = Duration.ofSeconds(10);

  private final PartitionLoop.Parts parts;
  private final Membership membership;
  private final Thread member;
  private final Thread reader;
  private final Map<Integer, Running> running = new ConcurrentHashMap<>();

  private record Running(PartitionLoop loop, Thread thread) {}

  private SchedulerService(PartitionLoop.Parts parts) {
    this.parts = parts;
    membership = new Membership(parts.clients(), parts.settings(), new Partitions());
    member =
        Thread.ofPlatform().name(parts.settings().name() + "-membership").unstarted(membership);
    reader =
        Thread.ofPlatform()
            .name(parts.settings().name() + "-standby")
            .daemon()
            .unstarted(parts.standby());
  }

  /**
   * Starts a scheduler; it goes on in threads of its own until it is closed.
   *
   * @throws StorageException UNAVAILABLE where no broker answers within the connect time-out
   */
  public static SchedulerService start(SchedulerSettings settings, MeterRegistry registry) {
    return start(settings, registry, InstantSource.system(), RandomGenerator.getDefault());
  }

  /** As {@link #start(SchedulerSettings, MeterRegistry)}, with another clock and other dice. */
  public static SchedulerService start(
      SchedulerSettings settings,
      MeterRegistry registry,
      InstantSource wall,
      RandomGenerator random) {
    KafkaClients clients = new KafkaClients(settings.kafka(), settings.name());
    new TopicBootstrap(clients).ensure();
    SchedulerService service =
        new SchedulerService(
            new PartitionLoop.Parts(
                settings,
                clients,
                new Decider(settings.policy()),
                wall,
                random,
                new SchedulerMetrics(registry),
                new Standby(clients, Standby.MAX_JOBS)));
    service.reader.start();
    service.member.start();
    return service;
  }

  /** The partitions that this process owns, or is taking over. */
  public Set<Integer> partitions() {
    return Set.copyOf(running.keySet());
  }

  /** Whether this process has its place in the group and every partition of its own caught up. */
  public boolean caughtUp() {
    return membership.joined()
        && running.values().stream().allMatch(owned -> owned.loop().state().isPresent());
  }

  /**
   * Whether what other processes own is known here up to a moment ago, so that taking it over is
   * short.
   */
  public boolean standingBy() {
    return membership.joined() && parts.standby().caughtUp();
  }

  /** The committed states of the partitions that are caught up. */
  public Collection<SchedulerState> states() {
    return running.values().stream()
        .map(owned -> owned.loop().state())
        .flatMap(Optional::stream)
        .toList();
  }

  /** Ends every loop after the decision that it is in, and leaves the group. */
  @Override
  public void close() {
    membership.stop();
    join(member);
    lose(partitions());
    parts.standby().stop();
    join(reader);
  }

  private void lose(Set<Integer> partitions) {
    List<Running> ended =
        partitions.stream()
            .map(running::remove)
            .flatMap(r -> Optional.ofNullable(r).stream())
            .toList();
    ended.forEach(owned -> owned.loop().stop());
    ended.forEach(owned -> join(owned.thread()));
  }

  private static void join(Thread thread) {
    try {
      if (!thread.join(CLOSE)) {
        // Whoever owns its partition next fences it.
        LOG.warn("{} did not end within {} and is left behind", thread.getName(), CLOSE);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Partitions implements Membership.Listener {
    @Override
    public void gained(Set<Integer> partitions) {
      for (int partition : partitions) {
        PartitionLoop loop = new PartitionLoop(partition, parts, membership::current);
        String name = parts.settings().name() + "-" + partition;
        Thread thread = Thread.ofPlatform().name(name).unstarted(loop);
        running.put(partition, new Running(loop, thread));
        thread.start();
      }
    }

    @Override
    public void lost(Set<Integer> partitions) {
      lose(partitions);
      partitions.forEach(parts.standby()::follow);
    }
  }
}
