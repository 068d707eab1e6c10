package dev.darkroom.scheduler.runtime;

import dev.darkroom.scheduler.core.state.SchedulerState;
import dev.darkroom.scheduler.core.state.StateChange;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.log.KafkaClients;
import dev.darkroom.storage.log.KafkaClients.Isolation;
import dev.darkroom.storage.log.KafkaClients.Lost;
import dev.darkroom.storage.log.Records;
import dev.darkroom.storage.log.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads what a partition's state topic has, to its end. */
final class Replay {
  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaClients clients;

  Replay(KafkaClients clients) {
    this.clients = clients;
  }

  /**
   * The state as the log has it. To be called after earlier owners are fenced, so that its end does
   * not move.
   *
   * @param warm what has been read of it before
   * @param stop ends the replay early; its result is worth nothing then
   * @throws StorageException CORRUPT or UNKNOWN_VERSION where a record cannot be read: whoever
   *     decided without it would decide wrongly
   */
  SchedulerState of(int partition, Standby.Warm warm, BooleanSupplier stop) {
    TopicPartition topic =
        new TopicPartition(clients.settings().topics().name(Topic.STATE), partition);
    SchedulerState state = warm.state();
    try (Consumer<byte[], byte[]> consumer =
        clients.consumer(Isolation.COMMITTED, Lost.BEGINNING)) {
      consumer.assign(List.of(topic));
      if (warm.next() == 0) {
        consumer.seekToBeginning(List.of(topic));
      } else {
        consumer.seek(topic, warm.next());
      }
      long end = consumer.endOffsets(List.of(topic)).getOrDefault(topic, 0L);
      while (consumer.position(topic) < end && !stop.getAsBoolean()) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          state = state.replay(change(record));
        }
      }
    }
    return state;
  }

  /** What a record of the state topic says. */
  static StateChange change(ConsumerRecord<byte[], byte[]> record) {
    return new StateChange(
        Records.key(record.key()), Optional.ofNullable(record.value()).map(Records.STATE::decode));
  }
}
