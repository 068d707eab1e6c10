package dev.darkroom.storage.log;

import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.hook.HookEntry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The hooks topic over Kafka. */
final class KafkaHookLog implements HookLog {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaHookLog.class);

  private final KafkaClients clients;
  private final Producer<byte[], byte[]> producer;
  private final Supplier<UUID> nonces;

  KafkaHookLog(KafkaClients clients, Producer<byte[], byte[]> producer, Supplier<UUID> nonces) {
    this.clients = clients;
    this.producer = producer;
    this.nonces = nonces;
  }

  @Override
  public int partitions() {
    return clients.settings().topics().partitions();
  }

  @Override
  public void put(int partition, HookEntry entry) {
    write(partition, entry.key(), Records.HOOK.encode(entry));
  }

  @Override
  public void forget(int partition, String key) {
    write(partition, key, null);
  }

  @Override
  public HookFeed feed() {
    CompactedReader reader = new CompactedReader(clients, Topic.HOOKS);
    return new HookFeed() {
      @Override
      public List<HookChange> poll(Duration wait) {
        return reader.poll(wait, KafkaHookLog::read).stream().flatMap(Optional::stream).toList();
      }

      @Override
      public boolean caughtUp() {
        return reader.caughtUp();
      }

      @Override
      public void mark() {
        reader.mark();
      }

      @Override
      public void close() {
        reader.close();
      }
    };
  }

  @Override
  public HookShare share() {
    return KafkaHookShare.join(clients, nonces.get());
  }

  /** What cannot be read is passed over: it must not hold up all that follows it. */
  private static Optional<HookChange> read(ConsumerRecord<byte[], byte[]> record) {
    try {
      return Optional.of(
          new HookChange(
              record.partition(),
              Records.key(record.key()),
              Optional.ofNullable(record.value()).map(Records.HOOK::decode)));
    } catch (StorageException e) {
      LOG.warn("{} is left out: {}", Records.key(record.key()), e.getMessage());
      return Optional.empty();
    }
  }

  private void write(int partition, String key, byte @Nullable [] value) {
    String topic = clients.settings().topics().name(Topic.HOOKS);
    var _ =
        clients.await(
            Sends.send(
                clients, producer, new ProducerRecord<>(topic, partition, Records.key(key), value)),
            clients.settings().deliveryTimeout());
  }
}
