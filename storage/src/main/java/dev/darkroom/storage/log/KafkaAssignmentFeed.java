package dev.darkroom.storage.log;

import dev.darkroom.job.id.WorkerId;
import dev.darkroom.job.worker.Assignment;
import dev.darkroom.storage.log.KafkaClients.Isolation;
import dev.darkroom.storage.log.KafkaClients.Lost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** A worker's assignments over Kafka, from the partition's end at construction. */
final class KafkaAssignmentFeed implements AssignmentFeed {
  private final KafkaClients clients;
  private final WorkerId worker;
  private final Consumer<byte[], byte[]> consumer;

  KafkaAssignmentFeed(KafkaClients clients, WorkerId worker) {
    this.clients = clients;
    this.worker = worker;
    this.consumer = clients.consumer(Isolation.COMMITTED, Lost.END);
    Topics topics = clients.settings().topics();
    TopicPartition mine =
        new TopicPartition(
            topics.name(Topic.ASSIGNMENTS), worker.assignmentPartition(topics.partitions()));
    try {
      consumer.assign(List.of(mine));
      consumer.seekToEnd(List.of(mine));
      // Seeking is lazy: asking for the position fixes it now, before the worker says Hello.
      long _ = consumer.position(mine);
    } catch (KafkaException e) {
      consumer.close();
      throw clients.failure(e);
    }
  }

  @Override
  public List<Assignment> poll(Duration wait) {
    try {
      List<Assignment> mine = new ArrayList<>();
      for (ConsumerRecord<byte[], byte[]> r : consumer.poll(wait)) {
        Assignment read = Records.ASSIGNMENT.decode(r.value());
        if (read.worker().equals(worker)) {
          mine.add(read);
        }
      }
      return mine;
    } catch (KafkaException e) {
      throw clients.failure(e);
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
