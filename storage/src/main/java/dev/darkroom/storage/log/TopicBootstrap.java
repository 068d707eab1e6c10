package dev.darkroom.storage.log;

import dev.darkroom.job.pool.PoolRecord;
import dev.darkroom.storage.Deadline;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.StorageException.Code;
import dev.darkroom.storage.log.KafkaClients.Isolation;
import dev.darkroom.storage.log.KafkaClients.Lost;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Makes the topics where they are missing, waits until every partition has a leader, and writes the
 * default pool. Every part of the farm runs it at its start; several at once do no harm.
 */
public final class TopicBootstrap {
  private static final int DEFAULT_MAX_QUEUED = 1_000_000;
  private static final long INDEX_BYTES = 1 << 20;
  private static final long COMPACTED_SEGMENT_BYTES = 32 << 20;
  private static final Duration LONGEST_SEGMENT = Duration.ofHours(24);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration RETRY = Duration.ofMillis(50);

  private final KafkaClients clients;
  private final Topics topics;
  private final Duration limit;

  public TopicBootstrap(KafkaClients clients) {
    this.clients = clients;
    this.topics = clients.settings().topics();
    this.limit = clients.settings().connectTimeout();
  }

  /**
   * Returns when the log can be used.
   *
   * @throws StorageException UNAVAILABLE where no broker answers within the connect time-out,
   *     CONFLICT where a topic has another number of partitions than the settings say
   */
  public void ensure() {
    try (Admin admin = clients.admin()) {
      Set<String> present = clients.await(admin.listTopics().names(), limit);
      create(
          admin,
          Arrays.stream(Topic.values())
              .filter(topic -> !present.contains(topics.name(topic)))
              .toList());
      checkPartitions(admin);
      awaitLeaders(admin);
    }
    ensureDefaultPool();
  }

  private void create(Admin admin, List<Topic> missing) {
    List<NewTopic> wanted =
        missing.stream()
            .map(topic ->
                new NewTopic(
                        topics.name(topic), topics.partitions(), clients.settings().replication())
                    .configs(config(topic)))
            .toList();
    for (KafkaFuture<Void> created : admin.createTopics(wanted).values().values()) {
      try {
        clients.await(created, limit);
      } catch (StorageException e) {
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw e;
        }
        // Another part of the farm was faster.
      }
    }
  }

  private static Map<String, String> config(Topic topic) {
    Map<String, String> config = new HashMap<>();
    config.put(TopicConfig.SEGMENT_INDEX_BYTES_CONFIG, Long.toString(INDEX_BYTES));
    topic
        .retention()
        .ifPresentOrElse(
            kept -> {
              // Only whole closed segments are dropped, so one must close well before the end.
              Duration half = kept.dividedBy(2);
              Duration segment = half.compareTo(LONGEST_SEGMENT) < 0 ? half : LONGEST_SEGMENT;
              config.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
              config.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(kept.toMillis()));
              config.put(TopicConfig.SEGMENT_MS_CONFIG, Long.toString(segment.toMillis()));
            },
            () -> {
              config.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
              config.put(TopicConfig.SEGMENT_BYTES_CONFIG, Long.toString(COMPACTED_SEGMENT_BYTES));
              config.put(TopicConfig.SEGMENT_MS_CONFIG, Long.toString(LONGEST_SEGMENT.toMillis()));
            });
    return config;
  }

  private void checkPartitions(Admin admin) {
    List<String> names = Arrays.stream(Topic.values()).map(topics::name).toList();
    Map<String, TopicDescription> found = describe(admin, names);
    for (String name : names) {
      int partitions = Objects.requireNonNull(found.get(name), name).partitions().size();
      if (partitions != topics.partitions()) {
        throw new StorageException(
            Code.CONFLICT,
            "topic "
                + name
                + " has "
                + partitions
                + " partitions and kafka.partitions says "
                + topics.partitions()
                + ": set it to "
                + partitions);
      }
    }
  }

  /** A topic made a moment ago may not be known to the broker that answers: asks again, bounded. */
  private Map<String, TopicDescription> describe(Admin admin, List<String> names) {
    return retried(() -> clients.await(admin.describeTopics(names).allTopicNames(), limit));
  }

  /**
   * {@code createTopics} returns before leaders exist, and an idempotent producer that sends at
   * once can then lose its sequence for good: ask every partition for its end first.
   */
  private void awaitLeaders(Admin admin) {
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    for (Topic topic : Topic.values()) {
      for (int p = 0; p < topics.partitions(); p++) {
        ends.put(new TopicPartition(topics.name(topic), p), OffsetSpec.latest());
      }
    }
    var _ = retried(() -> clients.await(admin.listOffsets(ends).all(), limit));
  }

  /** The pool that everybody knows: on partition 0, written once in the farm's life. */
  private void ensureDefaultPool() {
    TopicPartition home = new TopicPartition(topics.name(Topic.STATE), 0);
    PoolRecord pool = new PoolRecord(PoolRecord.DEFAULT, home.partition(), DEFAULT_MAX_QUEUED);
    StateEntry entry = new StateEntry.PoolEntry(pool);
    if (known(home, entry.key())) {
      return;
    }
    try (Producer<byte[], byte[]> producer = clients.producer()) {
      var _ =
          clients.await(
              producer.send(
                  new ProducerRecord<>(
                      home.topic(),
                      home.partition(),
                      Records.key(entry.key()),
                      Records.STATE.encode(entry))),
              limit);
    }
  }

  /** Whether a key stands in a partition. The default pool is among the first, so this is short. */
  private boolean known(TopicPartition partition, String key) {
    try (Consumer<byte[], byte[]> consumer = clients.consumer(Isolation.ALL, Lost.BEGINNING)) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      Deadline deadline = Deadline.after(limit);
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<byte[], byte[]> read : consumer.poll(POLL)) {
          if (Records.key(read.key()).equals(key)) {
            return true;
          }
        }
        deadline.check(() -> "reading " + partition + " takes longer than " + limit);
      }
      return false;
    } catch (KafkaException e) {
      throw clients.failure(e);
    }
  }

  private <T> T retried(Supplier<T> request) {
    Deadline deadline = Deadline.after(limit);
    while (true) {
      try {
        return request.get();
      } catch (StorageException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw e;
        }
        deadline.check(() -> String.valueOf(e.getMessage()));
        Deadline.pause(RETRY);
      }
    }
  }
}
