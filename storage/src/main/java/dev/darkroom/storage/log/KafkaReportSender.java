package dev.darkroom.storage.log;

import dev.darkroom.job.worker.Report;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Reports over Kafka; one producer keeps their order. */
final class KafkaReportSender implements ReportSender {
  private final KafkaClients clients;
  private final Producer<byte[], byte[]> producer;

  KafkaReportSender(KafkaClients clients, Producer<byte[], byte[]> producer) {
    this.clients = clients;
    this.producer = producer;
  }

  @Override
  public CompletableFuture<Void> send(Report report, int partition) {
    byte[] key = Records.key(report.worker().toString());
    byte[] value = Records.REPORT.encode(report);
    String topic = clients.settings().topics().name(Topic.REPORTS);
    return Sends.send(clients, producer, new ProducerRecord<>(topic, partition, key, value))
        .thenAccept(_ -> {});
  }

  @Override
  public void close() {}
}
