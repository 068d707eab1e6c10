package dev.darkroom.scheduler.runtime;

import dev.darkroom.job.command.Command;
import dev.darkroom.job.command.Reply;
import dev.darkroom.job.worker.Assignment;
import dev.darkroom.job.worker.Report;
import dev.darkroom.scheduler.core.state.Outcome;
import dev.darkroom.scheduler.core.state.Rejection;
import dev.darkroom.scheduler.core.state.StateChange;
import dev.darkroom.storage.Json;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.log.EventEntry;
import dev.darkroom.storage.log.KafkaClients;
import dev.darkroom.storage.log.KafkaClients.Isolation;
import dev.darkroom.storage.log.KafkaClients.Lost;
import dev.darkroom.storage.log.Records;
import dev.darkroom.storage.log.Topic;
import dev.darkroom.storage.log.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.jspecify.annotations.Nullable;

/**
 * One partition number of all topics, as its owner reads and writes it. Opening it fences every
 * earlier owner. For one thread, but for {@link #wakeup}.
 */
final class PartitionLog implements AutoCloseable {
  /**
   * A fetch holds no more bytes of one topic than this, and a poll returns all of a fetch: so a
   * transaction is bounded, and reports wait for one batch of commands at most.
   */
  private static final int FETCH_BYTES = 256 << 10;

  private static final int POLL_RECORDS = 10_000;
  private static final Duration CLOSE = Duration.ofSeconds(5);

  private final Topics topics;
  private final int partition;
  private final TopicPartition reports;
  private final TopicPartition commands;
  private final Producer<byte[], byte[]> producer;
  private final Consumer<byte[], byte[]> consumer;

  private PartitionLog(
      Topics topics,
      int partition,
      Producer<byte[], byte[]> producer,
      Consumer<byte[], byte[]> consumer) {
    this.topics = topics;
    this.partition = partition;
    this.producer = producer;
    this.consumer = consumer;
    this.reports = new TopicPartition(topics.name(Topic.REPORTS), partition);
    this.commands = new TopicPartition(topics.name(Topic.COMMANDS), partition);
  }

  /** Takes the partition over: from here on no earlier owner can commit. */
  static PartitionLog open(KafkaClients clients, String group, int partition) {
    Producer<byte[], byte[]> producer =
        clients.transactionalProducer(
            clients.settings().topics().ownName("scheduler-" + partition));
    try {
      producer.initTransactions();
      Map<String, Object> reading =
          Map.of(
              ConsumerConfig.GROUP_ID_CONFIG, group,
              ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES,
              ConsumerConfig.MAX_POLL_RECORDS_CONFIG, POLL_RECORDS);
      Consumer<byte[], byte[]> consumer =
          clients.consumer(Isolation.COMMITTED, Lost.BEGINNING, reading);
      PartitionLog log =
          new PartitionLog(clients.settings().topics(), partition, producer, consumer);
      consumer.assign(List.of(log.reports, log.commands));
      return log;
    } catch (RuntimeException e) {
      producer.close(Duration.ZERO);
      throw e;
    }
  }

  /** Waits up to {@code wait} for something to read; reads on from what was last committed. */
  Heard poll(Duration wait) {
    Map<TopicPartition, Long> from = positions();
    ConsumerRecords<byte[], byte[]> read = consumer.poll(wait);
    List<Rejection> unreadable = new ArrayList<>();
    List<Report> heard = decode(read.records(reports), Records.REPORT, unreadable);
    List<Command> asked = decode(read.records(commands), Records.COMMAND, unreadable);
    asked.removeIf(command -> isLost(command, unreadable));
    return new Heard(heard, asked, unreadable, from, positions());
  }

  /**
   * Up to when all reports have been read.
   *
   * @param now the present
   * @return {@code now} where the log has no report unread, otherwise the beginning of time
   */
  Instant reportsReadUpTo(Instant now) {
    long end = consumer.endOffsets(Set.of(reports)).getOrDefault(reports, Long.MAX_VALUE);
    return consumer.position(reports) >= end ? now : Instant.MIN;
  }

  /**
   * Commits an outcome and how far it has read, in one transaction.
   *
   * @param owner this process's membership: the broker takes offsets of the current one only
   * @return false where the group is on the move and nothing was committed; {@code heard} is read
   *     again then
   */
  boolean commit(Outcome outcome, Heard heard, ConsumerGroupMetadata owner) {
    List<ProducerRecord<byte[], byte[]>> records = records(outcome);
    producer.beginTransaction();
    try {
      for (ProducerRecord<byte[], byte[]> record : records) {
        // A send that fails makes the commit fail, with its cause.
        var _ = producer.send(record);
      }
      producer.sendOffsetsToTransaction(offsets(heard.upTo()), owner);
      producer.commitTransaction();
      return true;
    } catch (CommitFailedException | TransactionAbortableException e) {
      producer.abortTransaction();
      heard.from().forEach(consumer::seek);
      return false;
    }
  }

  /** Ends a {@link #poll} from another thread. */
  void wakeup() {
    consumer.wakeup();
  }

  @Override
  public void close() {
    try {
      producer.close(CLOSE);
    } finally {
      consumer.close(CloseOptions.timeout(CLOSE));
    }
  }

  private Map<TopicPartition, Long> positions() {
    return Map.of(reports, consumer.position(reports), commands, consumer.position(commands));
  }

  private static Map<TopicPartition, OffsetAndMetadata> offsets(Map<TopicPartition, Long> upTo) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    upTo.forEach((topic, offset) -> offsets.put(topic, new OffsetAndMetadata(offset)));
    return offsets;
  }

  private static <T> List<T> decode(
      List<ConsumerRecord<byte[], byte[]>> records, Json<T> form, List<Rejection> unreadable) {
    List<T> decoded = new ArrayList<>(records.size());
    for (ConsumerRecord<byte[], byte[]> record : records) {
      try {
        decoded.add(form.decode(record.value()));
      } catch (StorageException e) {
        String where = record.topic() + "-" + record.partition() + "@" + record.offset();
        unreadable.add(
            new Rejection(
                Rejection.Reason.UNREADABLE, where + ": " + e.getMessage(), Optional.empty()));
      }
    }
    return decoded;
  }

  /** What would send jobs where nobody is; a transaction that writes there never ends. */
  private boolean isLost(Command command, List<Rejection> unreadable) {
    boolean lost = Topics.sendsTo(command).filter(to -> to >= topics.partitions()).isPresent();
    if (lost) {
      unreadable.add(
          new Rejection(
              Rejection.Reason.UNREADABLE,
              "%s names a partition and there are %d".formatted(command, topics.partitions()),
              Optional.empty()));
    }
    return lost;
  }

  private List<ProducerRecord<byte[], byte[]>> records(Outcome outcome) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (EventEntry event : outcome.events()) {
      records.add(here(Topic.EVENTS, event.job().toString(), Records.EVENT.encode(event)));
    }
    for (StateChange change : outcome.changes()) {
      byte[] value = change.entry().map(Records.STATE::encode).orElse(null);
      records.add(here(Topic.STATE, change.key(), value));
    }
    for (Assignment told : outcome.assignments()) {
      int home = told.worker().assignmentPartition(topics.partitions());
      byte[] value = Records.ASSIGNMENT.encode(told);
      records.add(at(Topic.ASSIGNMENTS, home, told.worker().toString(), value));
    }
    for (Reply reply : outcome.replies()) {
      records.add(here(Topic.REPLIES, reply.command().toString(), Records.REPLY.encode(reply)));
    }
    for (Command command : outcome.commands()) {
      byte[] value = Records.COMMAND.encode(command);
      records.add(at(Topic.COMMANDS, Topics.partitionOf(command), command.id().toString(), value));
    }
    for (String spec : outcome.forgottenSpecs()) {
      records.add(here(Topic.SPECS, spec, null));
    }
    return records;
  }

  private ProducerRecord<byte[], byte[]> here(Topic topic, String key, byte @Nullable [] value) {
    return at(topic, partition, key, value);
  }

  private ProducerRecord<byte[], byte[]> at(
      Topic topic, int where, String key, byte @Nullable [] value) {
    return new ProducerRecord<>(topics.name(topic), where, Records.key(key), value);
  }
}
