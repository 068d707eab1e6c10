package dev.darkroom.storage.log;

import dev.darkroom.job.JobRecord;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.log.KafkaClients.Isolation;
import dev.darkroom.storage.log.KafkaClients.Lost;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A share over Kafka: a member of a consumer group of the state topic. What fences one that has
 * lost a partition is the group's generation, which goes along with the offsets of each
 * transaction; the transactional id is its own.
 */
final class KafkaHookShare implements HookShare {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaHookShare.class);
  private static final String GROUP = "-hooks";
  private static final String JOBS = "job/";
  private static final int SESSION_MILLIS = 10_000;

  /** Bounds what follows from one poll, and so a transaction. */
  private static final int POLL_RECORDS = 500;

  private static final Duration CLOSE = Duration.ofSeconds(3);

  private final KafkaClients clients;
  private final Producer<byte[], byte[]> producer;
  private final Consumer<byte[], byte[]> consumer;
  private final String hooks;
  private final Map<TopicPartition, Instant> owned = new HashMap<>();

  private static final class Unread implements JobNews {
    private final int partition;
    private final byte[] value;

    Unread(int partition, byte[] value) {
      this.partition = partition;
      this.value = value;
    }

    @Override
    public int partition() {
      return partition;
    }

    @Override
    public Optional<JobRecord> job() {
      try {
        return Records.STATE.decode(value) instanceof StateEntry.JobEntry entry
            ? Optional.of(entry.job())
            : Optional.empty();
      } catch (StorageException e) {
        LOG.warn("no webhook hears of a job on partition {}: {}", partition, e.getMessage());
        return Optional.empty();
      }
    }
  }

  private KafkaHookShare(
      KafkaClients clients, Producer<byte[], byte[]> producer, Consumer<byte[], byte[]> consumer) {
    this.clients = clients;
    this.producer = producer;
    this.consumer = consumer;
    this.hooks = clients.settings().topics().name(Topic.HOOKS);
  }

  static KafkaHookShare join(KafkaClients clients, UUID nonce) {
    Topics topics = clients.settings().topics();
    Producer<byte[], byte[]> producer =
        clients.transactionalProducer(topics.prefix() + GROUP + "-" + nonce);
    try {
      producer.initTransactions();
      Consumer<byte[], byte[]> consumer =
          clients.consumer(
              Isolation.COMMITTED,
              Lost.BEGINNING,
              Map.of(
                  ConsumerConfig.GROUP_ID_CONFIG,
                  topics.prefix() + GROUP,
                  ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                  SESSION_MILLIS,
                  ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                  SESSION_MILLIS / 5,
                  ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                  POLL_RECORDS,
                  ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                  CooperativeStickyAssignor.class.getName()));
      KafkaHookShare share = new KafkaHookShare(clients, producer, consumer);
      consumer.subscribe(List.of(topics.name(Topic.STATE)), share.listener());
      return share;
    } catch (KafkaException e) {
      producer.close(Duration.ZERO);
      throw clients.failure(e);
    }
  }

  @Override
  public List<JobNews> poll(Duration wait) {
    try {
      List<JobNews> news = new ArrayList<>();
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(wait)) {
        byte @Nullable [] value = record.value();
        if (value != null && Records.key(record.key()).startsWith(JOBS)) {
          news.add(new Unread(record.partition(), value));
        }
      }
      return news;
    } catch (KafkaException e) {
      throw clients.failure(e);
    }
  }

  @Override
  public Map<Integer, Instant> owned() {
    Map<Integer, Instant> marks = new HashMap<>();
    owned.forEach((topic, mark) -> marks.put(topic.partition(), mark));
    return marks;
  }

  @Override
  public boolean commit(List<HookChange> changes, Map<Integer, Instant> marks) {
    Map<TopicPartition, OffsetAndMetadata> offsets = offsets(marks);
    try {
      producer.beginTransaction();
      try {
        for (HookChange change : changes) {
          byte @Nullable [] value = change.entry().map(Records.HOOK::encode).orElse(null);
          // A send that fails makes the commit fail, with its cause.
          var _ =
              producer.send(
                  new ProducerRecord<>(
                      hooks, change.partition(), Records.key(change.key()), value));
        }
        producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
        producer.commitTransaction();
      } catch (CommitFailedException | TransactionAbortableException e) {
        producer.abortTransaction();
        rewind();
        return false;
      }
      owned.replaceAll((topic, mark) -> marks.getOrDefault(topic.partition(), mark));
      return true;
    } catch (KafkaException e) {
      throw clients.failure(e);
    }
  }

  @Override
  public void close() {
    try {
      producer.close(CLOSE);
    } finally {
      consumer.close(CloseOptions.timeout(CLOSE));
    }
  }

  private Map<TopicPartition, OffsetAndMetadata> offsets(Map<Integer, Instant> marks) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    owned.forEach((topic, last) -> {
      Instant mark = marks.getOrDefault(topic.partition(), last);
      offsets.put(topic, new OffsetAndMetadata(consumer.position(topic), mark.toString()));
    });
    return offsets;
  }

  /** Back to what was committed last. */
  private void rewind() {
    Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(owned.keySet());
    for (TopicPartition topic : owned.keySet()) {
      @Nullable OffsetAndMetadata last = committed.get(topic);
      if (last == null) {
        consumer.seekToBeginning(List.of(topic));
      } else {
        consumer.seek(topic, last);
      }
    }
  }

  private ConsumerRebalanceListener listener() {
    return new ConsumerRebalanceListener() {
      @Override
      public void onPartitionsAssigned(Collection<TopicPartition> gained) {
        Map<TopicPartition, OffsetAndMetadata> committed =
            gained.isEmpty() ? Map.of() : consumer.committed(Set.copyOf(gained));
        gained.forEach(topic -> owned.put(topic, mark(committed.get(topic))));
      }

      @Override
      public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
        owned.keySet().removeAll(revoked);
      }

      @Override
      public void onPartitionsLost(Collection<TopicPartition> lost) {
        owned.keySet().removeAll(lost);
      }
    };
  }

  private static Instant mark(@Nullable OffsetAndMetadata committed) {
    try {
      return committed == null ? Instant.EPOCH : Instant.parse(committed.metadata());
    } catch (DateTimeException _) {
      return Instant.EPOCH;
    }
  }
}
