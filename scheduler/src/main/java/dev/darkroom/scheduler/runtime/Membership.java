package dev.darkroom.scheduler.runtime;

import dev.darkroom.storage.log.KafkaClients;
import dev.darkroom.storage.log.KafkaClients.Isolation;
import dev.darkroom.storage.log.KafkaClients.Lost;
import dev.darkroom.storage.log.Topic;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process's place in the group of schedulers: says which partitions are its own. It subscribes
 * to the commands topic and reads nothing of it; each partition's loop does that.
 */
final class Membership implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Membership.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** What the group tells its member. */
  interface Listener {
    /** These are ours from now on. */
    void gained(Set<Integer> partitions);

    /** These are not ours any more; returns when their loops have ended. */
    void lost(Set<Integer> partitions);
  }

  private final KafkaClients clients;
  private final SchedulerSettings settings;
  private final Listener listener;
  private final Stop stop = new Stop();
  private volatile Optional<ConsumerGroupMetadata> current = Optional.empty();
  private volatile boolean joined;

  Membership(KafkaClients clients, SchedulerSettings settings, Listener listener) {
    this.clients = clients;
    this.settings = settings;
    this.listener = listener;
  }

  /**
   * The generation under which offsets may be committed.
   *
   * @throws IllegalStateException before the group has taken this member in; no loop runs then
   */
  ConsumerGroupMetadata current() {
    return current.orElseThrow(
        () -> new IllegalStateException(settings.name() + " has not joined its group yet"));
  }

  /** Whether the group has said which partitions are ours, be it none. */
  boolean joined() {
    return joined;
  }

  void stop() {
    stop.tell();
  }

  @Override
  public void run() {
    while (!stop.told()) {
      try (Consumer<byte[], byte[]> consumer = member()) {
        consumer.subscribe(
            List.of(clients.settings().topics().name(Topic.COMMANDS)), listener(consumer));
        while (!stop.told()) {
          // All is paused: a poll keeps the membership and brings no record.
          var _ = consumer.poll(POLL);
        }
      } catch (WakeupException _) {
        // Told to stop.
      } catch (KafkaException e) {
        LOG.warn("{} fell out of its group and joins again", settings.name(), e);
        stop.pause(PAUSE);
      }
      joined = false;
    }
  }

  private Consumer<byte[], byte[]> member() {
    int session = Math.toIntExact(settings.sessionTimeout().toMillis());
    return clients.consumer(
        Isolation.COMMITTED,
        Lost.BEGINNING,
        Map.of(
            ConsumerConfig.GROUP_ID_CONFIG,
            settings.groupId(),
            ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
            session,
            ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
            session / 3,
            ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
            CooperativeStickyAssignor.class.getName()));
  }

  private ConsumerRebalanceListener listener(Consumer<byte[], byte[]> consumer) {
    return new ConsumerRebalanceListener() {
      @Override
      public void onPartitionsAssigned(Collection<TopicPartition> gained) {
        consumer.pause(gained);
        // Positions are the loops' matter; a member needs one to be at rest.
        gained.forEach(topic -> consumer.seek(topic, 0));
        current = Optional.of(consumer.groupMetadata());
        joined = true;
        listener.gained(numbers(gained));
      }

      @Override
      public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
        listener.lost(numbers(revoked));
      }

      @Override
      public void onPartitionsLost(Collection<TopicPartition> lost) {
        listener.lost(numbers(lost));
      }
    };
  }

  private static Set<Integer> numbers(Collection<TopicPartition> topics) {
    return topics.stream().map(TopicPartition::partition).collect(Collectors.toSet());
  }
}
