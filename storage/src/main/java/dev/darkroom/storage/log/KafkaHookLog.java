package dev.darkroom.storage.log;

import dev.darkroom.storage.hook.HookEntry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** The hooks topic over Kafka. */
final class KafkaHookLog implements HookLog {
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
        return reader.poll(
            wait,
            r ->
                new HookChange(
                    r.partition(),
                    Records.key(r.key()),
                    Optional.ofNullable(r.value()).map(Records.HOOK::decode)));
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

  private void write(int partition, String key, byte @Nullable [] value) {
    String topic = clients.settings().topics().name(Topic.HOOKS);
    var _ =
        clients.await(
            Sends.send(
                clients, producer, new ProducerRecord<>(topic, partition, Records.key(key), value)),
            clients.settings().deliveryTimeout());
  }
}
