package dev.darkroom.scheduler.runtime;

import dev.darkroom.scheduler.core.state.SchedulerState;
import dev.darkroom.storage.log.KafkaClients;
import dev.darkroom.storage.log.KafkaClients.Isolation;
import dev.darkroom.storage.log.KafkaClients.Lost;
import dev.darkroom.storage.log.Topic;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the state of the partitions that are others', so that taking one over means to read the
 * few records that have not been read yet. What it holds is a value like every state: handing it
 * over is handing out a reference.
 */
final class Standby implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Standby.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** Of more jobs than this, in all partitions together, the largest partitions go unfollowed. */
  static final int MAX_JOBS = 2_000_000;

  private final KafkaClients clients;
  private final int maxJobs;
  private final Stop stop = new Stop();

  /** What is followed, and how far; guarded by this. */
  private final Map<Integer, Warm> followed = new HashMap<>();

  private volatile boolean caughtUp;

  /**
   * A partition's state as far as it has been read.
   *
   * @param next the first record of the state topic that is not in it
   */
  record Warm(SchedulerState state, long next) {
    /** Nothing has been read. */
    static Warm cold(int partition) {
      return new Warm(SchedulerState.empty(partition), 0);
    }
  }

  Standby(KafkaClients clients, int maxJobs) {
    this.clients = clients;
    this.maxJobs = maxJobs;
    IntStream.range(0, clients.settings().topics().partitions()).forEach(this::follow);
  }

  /** Follows this partition from its beginning: it is another's from now on. */
  synchronized void follow(int partition) {
    followed.put(partition, Warm.cold(partition));
  }

  /** Follows this partition no longer, and gives what is known of it. */
  synchronized Warm take(int partition) {
    return Optional.ofNullable(followed.remove(partition)).orElseGet(() -> Warm.cold(partition));
  }

  /** The partitions that are followed. */
  synchronized Set<Integer> partitions() {
    return Set.copyOf(followed.keySet());
  }

  /** Whether the followed partitions had been read to their ends a moment ago. */
  boolean caughtUp() {
    return caughtUp;
  }

  void stop() {
    stop.tell();
  }

  @Override
  public void run() {
    while (!stop.told()) {
      try (Consumer<byte[], byte[]> consumer = clients.consumer(Isolation.COMMITTED, Lost.FAIL)) {
        while (!stop.told()) {
          read(consumer);
        }
      } catch (WakeupException _) {
        // Told to stop.
      } catch (RuntimeException e) {
        // Be it a record that cannot be read: whoever owns its partition will say so.
        caughtUp = false;
        LOG.warn("standing by is interrupted and begins anew", e);
        partitions().forEach(this::follow);
        stop.pause(PAUSE);
      }
    }
  }

  private void read(Consumer<byte[], byte[]> consumer) {
    assign(consumer);
    if (consumer.assignment().isEmpty()) {
      caughtUp = true;
      stop.pause(POLL);
      return;
    }
    ConsumerRecords<byte[], byte[]> read = consumer.poll(POLL);
    for (TopicPartition topic : consumer.assignment()) {
      advance(topic.partition(), read.records(topic), consumer.position(topic));
    }
    caughtUp =
        consumer.assignment().stream().allMatch(topic -> consumer.currentLag(topic).orElse(1) == 0);
    shed();
  }

  /** Reads what is followed now, each on from where it was. */
  private void assign(Consumer<byte[], byte[]> consumer) {
    String name = clients.settings().topics().name(Topic.STATE);
    Map<TopicPartition, Long> wanted = new HashMap<>();
    synchronized (this) {
      followed.forEach((p, warm) -> wanted.put(new TopicPartition(name, p), warm.next()));
    }
    Set<TopicPartition> before = Set.copyOf(consumer.assignment());
    if (!wanted.keySet().equals(before)) {
      caughtUp = false;
      consumer.assign(wanted.keySet());
    }
    wanted.forEach((topic, next) -> {
      // One that was taken and lost again in between begins anew though it is still assigned.
      if (!before.contains(topic) || consumer.position(topic) != next) {
        consumer.seek(topic, next);
      }
    });
  }

  /**
   * @param next where the partition is read on: there is more to pass over than records
   */
  private void advance(int partition, List<ConsumerRecord<byte[], byte[]>> records, long next) {
    Optional<Warm> before = of(partition);
    if (before.isEmpty()) {
      return; // taken meanwhile
    }
    SchedulerState state = before.get().state();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      state = state.replay(Replay.change(record));
    }
    Warm after = new Warm(state, next);
    long from = before.get().next();
    synchronized (this) {
      var _ = followed.computeIfPresent(partition, (_, now) -> now.next() == from ? after : now);
    }
  }

  private synchronized Optional<Warm> of(int partition) {
    return Optional.ofNullable(followed.get(partition));
  }

  /** Lets the largest partitions go where all of them are more than this process may hold. */
  private synchronized void shed() {
    int jobs = followed.values().stream().mapToInt(warm -> warm.state().jobs().size()).sum();
    if (jobs <= maxJobs) {
      return;
    }
    int largest =
        followed.entrySet().stream()
            .max(Comparator.comparingInt(e -> e.getValue().state().jobs().size()))
            .orElseThrow()
            .getKey();
    followed.remove(largest);
    LOG.warn(
        "partitions of {} jobs are more than the {} that a standby holds: {} will be replayed cold",
        jobs,
        maxJobs,
        largest);
  }
}
