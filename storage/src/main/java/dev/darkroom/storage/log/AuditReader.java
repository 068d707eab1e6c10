package dev.darkroom.storage.log;

import dev.darkroom.storage.Deadline;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.audit.AuditEntry;
import dev.darkroom.storage.audit.AuditPage;
import dev.darkroom.storage.audit.AuditQuery;
import dev.darkroom.storage.log.KafkaClients.Isolation;
import dev.darkroom.storage.log.KafkaClients.Lost;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the audit topic backwards: each partition a piece at a time from its end, the pieces merged
 * by time. A place is said as {@code partition.offset,…}: up to where each partition is unread.
 */
final class AuditReader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AuditReader.class);
  private static final int PIECE = 500;

  /** Entries that one page looks at. */
  private static final int MAX_LOOKED = 20_000;

  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaClients clients;
  private final Consumer<byte[], byte[]> consumer;
  private final Map<Integer, Back> partitions = new TreeMap<>();

  /** One partition: its read entries, the newest first, and what lies before them. */
  private static final class Back {
    final Deque<Line> read = new ArrayDeque<>();
    final TopicPartition topic;
    final long first;
    long unread;

    Back(TopicPartition topic, long first, long unread) {
      this.topic = topic;
      this.first = first;
      this.unread = unread;
    }

    /** The offset up to which nothing was given out. */
    long place() {
      return read.isEmpty() ? unread : read.getFirst().offset() + 1;
    }
  }

  private record Line(long offset, AuditEntry entry) {}

  AuditReader(KafkaClients clients, Optional<String> after) {
    this.clients = clients;
    Map<Integer, Long> places = after.map(AuditReader::places).orElse(Map.of());
    this.consumer = clients.consumer(Isolation.ALL, Lost.BEGINNING);
    try {
      Topics topics = clients.settings().topics();
      List<TopicPartition> all = new ArrayList<>();
      for (int p = 0; p < topics.partitions(); p++) {
        all.add(new TopicPartition(topics.name(Topic.AUDIT), p));
      }
      consumer.assign(all);
      Map<TopicPartition, Long> firsts = consumer.beginningOffsets(all);
      Map<TopicPartition, Long> ends = consumer.endOffsets(all);
      for (TopicPartition topic : all) {
        long first = firsts.getOrDefault(topic, 0L);
        long end = ends.getOrDefault(topic, 0L);
        long place = places.getOrDefault(topic.partition(), after.isPresent() ? first : end);
        partitions.put(topic.partition(), new Back(topic, first, Math.min(place, end)));
      }
    } catch (KafkaException e) {
      consumer.close();
      throw clients.failure(e);
    }
  }

  AuditPage page(AuditQuery query, int limit) {
    try {
      List<AuditEntry> found = new ArrayList<>();
      for (int looked = 0; found.size() < limit && looked < MAX_LOOKED; looked++) {
        Optional<Back> newest = newest();
        if (newest.isEmpty() || tooOld(newest.get(), query)) {
          return new AuditPage(found, Optional.empty());
        }
        AuditEntry entry = newest.get().read.removeFirst().entry();
        if (query.takes(entry)) {
          found.add(entry);
        }
      }
      return new AuditPage(found, newest().map(_ -> place()));
    } catch (KafkaException e) {
      throw clients.failure(e);
    }
  }

  @Override
  public void close() {
    consumer.close();
  }

  private static boolean tooOld(Back partition, AuditQuery query) {
    Instant at = partition.read.getFirst().entry().at();
    return query.since().filter(at::isBefore).isPresent();
  }

  /** The partition with the newest entry that is left. */
  private Optional<Back> newest() {
    for (Back partition : partitions.values()) {
      while (partition.read.isEmpty() && partition.unread > partition.first) {
        readPiece(partition);
      }
    }
    return partitions.values().stream()
        .filter(partition -> !partition.read.isEmpty())
        .max(Comparator.comparing(partition -> partition.read.getFirst().entry().at()));
  }

  private void readPiece(Back partition) {
    long end = partition.unread;
    long start = Math.max(partition.first, end - PIECE);
    consumer.assign(List.of(partition.topic));
    consumer.seek(partition.topic, start);
    Deadline deadline = Deadline.after(clients.settings().connectTimeout());
    while (consumer.position(partition.topic) < end) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (record.offset() < end) {
          decode(record).ifPresent(partition.read::addFirst);
        }
      }
      deadline.check(() -> "reading the audit topic from Kafka takes too long");
    }
    partition.unread = start;
  }

  private static Optional<Line> decode(ConsumerRecord<byte[], byte[]> record) {
    try {
      return Optional.of(new Line(record.offset(), Records.AUDIT.decode(record.value())));
    } catch (StorageException e) {
      LOG.warn("audit entry {}@{} cannot be read", record.partition(), record.offset(), e);
      return Optional.empty();
    }
  }

  private String place() {
    return partitions.entrySet().stream()
        .map(e -> e.getKey() + "." + e.getValue().place())
        .collect(Collectors.joining(","));
  }

  private static Map<Integer, Long> places(String text) {
    Map<Integer, Long> places = new HashMap<>();
    for (String part : text.split(",", -1)) {
      int dot = part.indexOf('.');
      if (dot < 1) {
        throw new IllegalArgumentException("'" + text + "' is no place in the audit log");
      }
      // A number that is none says so itself, as an IllegalArgumentException.
      places.put(Integer.valueOf(part.substring(0, dot)), Long.valueOf(part.substring(dot + 1)));
    }
    return places;
  }
}
