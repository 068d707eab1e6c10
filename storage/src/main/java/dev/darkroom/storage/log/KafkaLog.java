package dev.darkroom.storage.log;

import dev.darkroom.job.id.WorkerId;
import dev.darkroom.storage.StorageException;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log on a Kafka broker. What it gives out shares three idempotent producers: one that sends at
 * once, one for what clients wait for, many of them at the same time, and one for what comes in
 * bulk; these two wait some milliseconds for more.
 */
public final class KafkaLog implements FarmLog {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaLog.class);

  private final KafkaClients clients;
  private final Supplier<UUID> nonces;
  private final Producer<byte[], byte[]> producer;
  private final Producer<byte[], byte[]> shared;
  private final Producer<byte[], byte[]> bulk;
  private final CopyOnWriteArrayList<AutoCloseable> given = new CopyOnWriteArrayList<>();

  private KafkaLog(KafkaClients clients, Supplier<UUID> nonces) {
    this.clients = clients;
    this.nonces = nonces;
    this.producer = clients.producer();
    this.shared = clients.sharedProducer();
    this.bulk = clients.bulkProducer();
  }

  /**
   * Opens the log: makes its topics where they are missing and waits until it can be used.
   *
   * @param clientId this process's name in the broker's logs
   * @param nonces tell apart the specs of one job; random, or counted in tests
   * @throws StorageException UNAVAILABLE where no broker answers within the connect time-out
   */
  public static KafkaLog open(KafkaSettings settings, String clientId, Supplier<UUID> nonces) {
    KafkaClients clients = new KafkaClients(settings, clientId);
    new TopicBootstrap(clients).ensure();
    return new KafkaLog(clients, nonces);
  }

  @Override
  public SpecLog specs() {
    return kept(new KafkaSpecLog(clients, shared, bulk, nonces));
  }

  @Override
  public CommandSender commandSender() {
    return kept(new KafkaCommandSender(clients, shared, bulk));
  }

  @Override
  public ReportSender reportSender() {
    return new KafkaReportSender(clients, producer);
  }

  @Override
  public AssignmentFeed assignmentFeed(WorkerId worker) {
    return new KafkaAssignmentFeed(clients, worker);
  }

  @Override
  public HookLog hooks() {
    return new KafkaHookLog(clients, producer, nonces);
  }

  @Override
  public AuditLog audit() {
    return new KafkaAuditLog(clients, shared);
  }

  @Override
  public StateFeed stateFeed() {
    return new KafkaStateFeed(clients);
  }

  @Override
  public void close() {
    for (AutoCloseable part : given) {
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("closing {} failed", part.getClass().getSimpleName(), e);
      }
    }
    producer.close(clients.settings().connectTimeout());
    shared.close(clients.settings().connectTimeout());
    bulk.close(clients.settings().connectTimeout());
  }

  private <T extends AutoCloseable> T kept(T part) {
    given.add(part);
    return part;
  }
}
