package dev.darkroom.farm;

import dev.darkroom.job.command.Command;
import dev.darkroom.storage.log.Records;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Lets a scheduler that is as it is shipped stand still within a transaction: its Kafka clients are
 * told of this class. The steps are {@code "send EVENT"}, before the event and all that goes with
 * it is sent; {@code "sent EVENT"}, when the broker has it and it is not committed; and {@code
 * "read CAUSE"}, when a job that was handed over has been read and nothing is decided.
 */
public final class StandStill
    implements ProducerInterceptor<byte[], byte[]>, ConsumerInterceptor<byte[], byte[]> {
  private static final String EVENTS = ".events";
  private static final String COMMANDS = ".commands";

  /** Names the folder of the {@link Steps}. */
  static final String FOLDER = "darkroom.test.steps";

  private final AtomicReference<@Nullable String> sent = new AtomicReference<>();
  private @Nullable Steps steps;

  @Override
  public void configure(Map<String, ?> configs) {
    steps = new Steps(Path.of(String.valueOf(configs.get(FOLDER))));
  }

  @Override
  public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
    if (record.topic().endsWith(EVENTS)) {
      String event = Records.EVENT.decode(record.value()).event().getClass().getSimpleName();
      come("send " + event);
      sent.set(event);
    }
    return record;
  }

  @Override
  public void onAcknowledgement(@Nullable RecordMetadata written, @Nullable Exception failure) {
    if (written != null && failure == null && written.topic().endsWith(EVENTS)) {
      come("sent " + sent.get());
    }
  }

  @Override
  public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
    records.forEach(record -> {
      if (record.topic().endsWith(COMMANDS)
          && Records.COMMAND.decode(record.value()) instanceof Command.MoveIn handed) {
        come("read " + handed.cause());
      }
    });
    return records;
  }

  @Override
  public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
    // Offsets are committed by producers here.
  }

  @Override
  public void close() {
    // There is nothing to close.
  }

  private void come(String step) {
    if (steps != null) {
      steps.come(step);
    }
  }
}
