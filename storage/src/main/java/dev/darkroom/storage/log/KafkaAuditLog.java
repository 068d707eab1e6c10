package dev.darkroom.storage.log;

import dev.darkroom.job.id.TenantId;
import dev.darkroom.storage.audit.AuditEntry;
import dev.darkroom.storage.audit.AuditPage;
import dev.darkroom.storage.audit.AuditQuery;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The audit topic over Kafka; a tenant's entries stand on one partition, in their order. */
final class KafkaAuditLog implements AuditLog {
  private final KafkaClients clients;
  private final Producer<byte[], byte[]> producer;

  KafkaAuditLog(KafkaClients clients, Producer<byte[], byte[]> producer) {
    this.clients = clients;
    this.producer = producer;
  }

  @Override
  public CompletableFuture<Void> append(AuditEntry entry) {
    Topics topics = clients.settings().topics();
    String tenant = entry.tenant().map(TenantId::value).orElse("");
    return Sends.send(
            clients,
            producer,
            new ProducerRecord<>(
                topics.name(Topic.AUDIT),
                Math.floorMod(tenant.hashCode(), topics.partitions()),
                Records.key(tenant),
                Records.AUDIT.encode(entry)))
        .thenAccept(_ -> {});
  }

  @Override
  public AuditPage read(AuditQuery query, Optional<String> after, int limit) {
    try (AuditReader reader = new AuditReader(clients, after)) {
      return reader.page(query, limit);
    }
  }
}
