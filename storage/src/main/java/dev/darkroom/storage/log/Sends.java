package dev.darkroom.storage.log;

import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/** Sends whose callback is never overlooked: a failed one fails its future, in the farm's words. */
final class Sends {
  private Sends() {}

  static CompletableFuture<RecordMetadata> send(
      KafkaClients clients,
      Producer<byte[], byte[]> producer,
      ProducerRecord<byte[], byte[]> record) {
    CompletableFuture<RecordMetadata> sent = new CompletableFuture<>();
    try {
      var _ =
          producer.send(
              record,
              (metadata, failure) -> {
                if (failure == null) {
                  sent.complete(metadata);
                } else {
                  sent.completeExceptionally(clients.failure(failure));
                }
              });
    } catch (KafkaException | IllegalStateException e) {
      // IllegalStateException: the producer is closed.
      sent.completeExceptionally(clients.failure(e));
    }
    return sent;
  }
}
