package dev.darkroom.deploy.bench;

import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.log.KafkaClients;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/** Writes and reads records of a command's size with the farm's own clients, and nothing else. */
final class RawLog {
  private static final int BYTES = 512;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaClients clients;
  private final TopicPartition partition;

  RawLog(KafkaClients clients, String topic) {
    this.clients = clients;
    this.partition = new TopicPartition(topic, 0);
  }

  /**
   * Measures on a topic that is made for it and removed.
   *
   * @throws StorageException where the broker does not keep up within a minute
   */
  FarmRow.RawLog measure(int records) {
    try (Admin admin = clients.admin()) {
      NewTopic topic = new NewTopic(partition.topic(), Optional.of(1), Optional.empty());
      var _ = clients.await(admin.createTopics(List.of(topic)).all(), LIMIT);
      try {
        var _ = produce(records / 10); // connections, and what the JVM has to learn
        double produced = produce(records);
        return new FarmRow.RawLog(records, BYTES, produced, consume(records + records / 10));
      } finally {
        var _ = clients.await(admin.deleteTopics(List.of(partition.topic())).all(), LIMIT);
      }
    }
  }

  private double produce(int records) {
    byte[] value = new byte[BYTES];
    try (Producer<byte[], byte[]> producer = clients.producer()) {
      long began = System.nanoTime();
      Future<RecordMetadata> last = null;
      for (int i = 0; i < records; i++) {
        last =
            producer.send(
                new ProducerRecord<>(partition.topic(), partition.partition(), null, value));
      }
      producer.flush();
      if (last != null) {
        var _ = clients.await(last, LIMIT);
      }
      return perSecond(records, System.nanoTime() - began);
    }
  }

  private double consume(int records) {
    try (Consumer<byte[], byte[]> consumer =
        clients.consumer(KafkaClients.Isolation.COMMITTED, KafkaClients.Lost.BEGINNING, Map.of())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long began = System.nanoTime();
      int read = 0;
      while (read < records) {
        read += consumer.poll(POLL).count();
        if (System.nanoTime() - began > LIMIT.toNanos()) {
          throw new StorageException(
              StorageException.Code.UNAVAILABLE,
              "the broker gave " + read + " of " + records + " records within " + LIMIT);
        }
      }
      return perSecond(read, System.nanoTime() - began);
    }
  }

  static double perSecond(int count, long nanos) {
    return count * 1e9 / Math.max(nanos, 1);
  }
}
