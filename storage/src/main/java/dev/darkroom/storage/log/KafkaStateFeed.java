package dev.darkroom.storage.log;

import dev.darkroom.storage.log.KafkaClients.Isolation;
import dev.darkroom.storage.log.KafkaClients.Lost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** The state topic over Kafka. */
final class KafkaStateFeed implements StateFeed {
  private final KafkaClients clients;
  private final Consumer<byte[], byte[]> consumer;

  /** Where each partition ended at the last mark; partitions leave as they are passed. */
  private final Map<TopicPartition, Long> ends;

  KafkaStateFeed(KafkaClients clients) {
    this.clients = clients;
    this.consumer = clients.consumer(Isolation.COMMITTED, Lost.BEGINNING);
    try {
      Topics topics = clients.settings().topics();
      List<TopicPartition> all =
          IntStream.range(0, topics.partitions())
              .mapToObj(p -> new TopicPartition(topics.name(Topic.STATE), p))
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

  @Override
  public List<StateRecord> poll(Duration wait) {
    try {
      List<StateRecord> read = new ArrayList<>();
      for (ConsumerRecord<byte[], byte[]> r : consumer.poll(wait)) {
        read.add(
            new StateRecord(
                r.partition(),
                r.offset(),
                Records.key(r.key()),
                Optional.ofNullable(r.value()).map(Records.STATE::decode)));
      }
      dropPassed();
      return read;
    } catch (KafkaException e) {
      throw clients.failure(e);
    }
  }

  @Override
  public boolean caughtUp() {
    return ends.isEmpty();
  }

  @Override
  public void mark() {
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
