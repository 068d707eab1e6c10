package dev.darkroom.storage.log;

import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.SpecRef;
import dev.darkroom.job.spec.JobSpec;
import dev.darkroom.storage.Deadline;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.StorageException.Code;
import dev.darkroom.storage.log.KafkaClients.Isolation;
import dev.darkroom.storage.log.KafkaClients.Lost;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Specs over Kafka: written outside transactions, read by offset. A spec counts once a committed
 * job record refers to it, so reading needs no isolation.
 */
final class KafkaSpecLog implements SpecLog {
  private static final Duration POLL = Duration.ofMillis(250);

  private final KafkaClients clients;
  private final Producer<byte[], byte[]> producer;
  private final Producer<byte[], byte[]> bulk;
  private final Supplier<UUID> nonces;
  private final String topic;

  /** Made at the first read; a process that only writes needs none. */
  private @Nullable Consumer<byte[], byte[]> consumer;

  /**
   * @param producer sends what is waited for
   * @param bulk sends what is not
   */
  KafkaSpecLog(
      KafkaClients clients,
      Producer<byte[], byte[]> producer,
      Producer<byte[], byte[]> bulk,
      Supplier<UUID> nonces) {
    this.clients = clients;
    this.producer = producer;
    this.bulk = bulk;
    this.nonces = nonces;
    this.topic = clients.settings().topics().name(Topic.SPECS);
  }

  @Override
  public SpecRef write(JobId job, JobSpec spec, Digest request) {
    return clients.await(post(producer, job, spec, request), clients.settings().deliveryTimeout());
  }

  @Override
  public CompletableFuture<SpecRef> post(JobId job, JobSpec spec, Digest request) {
    return post(bulk, job, spec, request);
  }

  private CompletableFuture<SpecRef> post(
      Producer<byte[], byte[]> by, JobId job, JobSpec spec, Digest request) {
    String key = job + "/" + nonces.get();
    ProducerRecord<byte[], byte[]> written =
        new ProducerRecord<>(topic, job.partition(), Records.key(key), Records.SPEC.encode(spec));
    return Sends.send(clients, by, written)
        .thenApply(sent -> new SpecRef(key, job.partition(), sent.offset(), request));
  }

  @Override
  public synchronized JobSpec read(SpecRef ref) {
    try {
      return Records.SPEC.decode(readBytes(ref));
    } catch (OffsetOutOfRangeException e) {
      throw gone(ref);
    } catch (KafkaException e) {
      throw clients.failure(e);
    }
  }

  @Override
  public synchronized void close() {
    if (consumer != null) {
      consumer.close();
      consumer = null;
    }
  }

  private byte[] readBytes(SpecRef ref) {
    Consumer<byte[], byte[]> reader = reader();
    TopicPartition partition = new TopicPartition(topic, ref.partition());
    reader.assign(List.of(partition));
    reader.seek(partition, ref.offset());
    Deadline deadline = Deadline.after(clients.settings().connectTimeout());
    while (true) {
      for (ConsumerRecord<byte[], byte[]> found : reader.poll(POLL)) {
        byte[] value = found.value();
        if (found.offset() == ref.offset()
            && Records.key(found.key()).equals(ref.key())
            && value != null) {
          return value;
        }
        throw gone(ref);
      }
      boolean nothingThere =
          reader.position(partition) > ref.offset()
              || ref.offset() >= reader.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      if (nothingThere) {
        throw gone(ref);
      }
      deadline.check(() -> "reading the spec " + ref.key() + " from Kafka takes too long");
    }
  }

  private Consumer<byte[], byte[]> reader() {
    if (consumer == null) {
      consumer =
          clients.consumer(
              Isolation.ALL,
              Lost.FAIL,
              Map.of(
                  ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                  1,
                  ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                  Topic.MAX_RECORD_BYTES));
    }
    return consumer;
  }

  private static StorageException gone(SpecRef ref) {
    return new StorageException(
        Code.NOT_FOUND,
        "the spec "
            + ref.key()
            + " is not at offset "
            + ref.offset()
            + " of partition "
            + ref.partition());
  }
}
