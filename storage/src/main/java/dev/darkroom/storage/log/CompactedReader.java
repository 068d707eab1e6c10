package dev.darkroom.storage.log;

import dev.darkroom.storage.log.KafkaClients.Isolation;
import dev.darkroom.storage.log.KafkaClients.Lost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** All partitions of a compacted topic, what is committed of it, from the beginning, then live. */
final class CompactedReader implements AutoCloseable {
  private final KafkaClients clients;
  private final Consumer<byte[], byte[]> consumer;

  /** Where each partition ended at the last mark; partitions leave as they are passed. */
  private final Map<TopicPartition, Long> ends;

  CompactedReader(KafkaClients clients, Topic topic) {
    this.clients = clients;
    this.consumer = clients.consumer(Isolation.COMMITTED, Lost.BEGINNING);
    try {
      Topics topics = clients.settings().topics();
      List<TopicPartition> all =
          IntStream.range(0, topics.partitions())
              .mapToObj(p -> new TopicPartition(topics.name(topic), p))
              .toList();
      consumer.assign(all);
      consumer.seekToBeginning(all);
      ends = new HashMap<>(consumer.endOffsets(all));
      dropPassed();
    } catch (KafkaException e) {
      consumer.close();
      throw clients.failure(e);
    }
  }

  <T> List<T> poll(Duration wait, Function<ConsumerRecord<byte[], byte[]>, T> read) {
    try {
      List<T> found = new ArrayList<>();
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(wait)) {
        found.add(read.apply(record));
      }
      dropPassed();
      return found;
    } catch (KafkaException e) {
      throw clients.failure(e);
    }
  }

  boolean caughtUp() {
    return ends.isEmpty();
  }

  void mark() {
    try {
      ends.putAll(consumer.endOffsets(consumer.assignment()));
      dropPassed();
    } catch (KafkaException e) {
      throw clients.failure(e);
    }
  }

  @Override
  public void close() {
    consumer.close();
  }

  private void dropPassed() {
    ends.entrySet().removeIf(e -> consumer.position(e.getKey()) >= e.getValue());
  }
}
