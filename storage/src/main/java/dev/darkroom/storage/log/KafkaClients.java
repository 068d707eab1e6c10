package dev.darkroom.storage.log;

import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.StorageException.Code;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Makes the farm's Kafka clients, all configured one way: low latency, every wait bounded, no topic
 * made by accident.
 */
public final class KafkaClients {
  /** What a reader may see. */
  public enum Isolation {
    /** Committed transactions only: what every reader of decisions wants. */
    COMMITTED,
    /**
     * Everything that was written: for what is named by offset, or written outside transactions.
     */
    ALL
  }

  /** Where a reader starts whose position the log no longer has. */
  public enum Lost {
    /** At what is left. */
    BEGINNING,
    /** At what comes next. */
    END,
    /** Not at all: the read fails. */
    FAIL
  }

  private static final Duration RETRY = Duration.ofMillis(5);
  private static final Duration RETRY_MAX = Duration.ofMillis(500);
  private static final Duration RECONNECT_MAX = Duration.ofSeconds(2);
  private static final Duration UNTIL_COMMIT = Duration.ofMillis(2);
  private static final Duration UNTIL_OTHERS = Duration.ofMillis(3);
  private static final Duration UNTIL_MORE = Duration.ofMillis(5);
  private static final int BUFFER_BYTES = 16 << 20;

  /** Sixteen times what Kafka's clients gather by themselves: a job's record alone is 1 KB. */
  private static final int BATCH_BYTES = 256 << 10;

  private final KafkaSettings settings;
  private final String clientId;

  /**
   * Makes clients that show up under a name in the broker's logs.
   *
   * @param clientId {@code gateway-1}, …
   */
  public KafkaClients(KafkaSettings settings, String clientId) {
    this.settings = settings;
    this.clientId = clientId;
  }

  public KafkaSettings settings() {
    return settings;
  }

  /**
   * An idempotent producer that waits for every replica. Before its first send the topics' leaders
   * must be known to exist: see {@link TopicBootstrap}.
   */
  public Producer<byte[], byte[]> producer() {
    return made(() ->
        new KafkaProducer<>(
            producing(Map.of()), new ByteArraySerializer(), new ByteArraySerializer()));
  }

  /**
   * The same for what many clients ask for at once, each of whom waits: records wait a moment for
   * others', for a request costs the broker many times what a record does.
   */
  public Producer<byte[], byte[]> sharedProducer() {
    return lingering(UNTIL_OTHERS, Map.of());
  }

  /**
   * The same for what comes in bulk: records wait some milliseconds for others that go with them.
   */
  public Producer<byte[], byte[]> bulkProducer() {
    return lingering(UNTIL_MORE, Map.of());
  }

  /**
   * A producer for one partition's owner. Its {@code initTransactions} fences every earlier one of
   * the same id.
   */
  public Producer<byte[], byte[]> transactionalProducer(String transactionalId) {
    // A transaction's records go as few batches; what stands still for so long goes while its
    // offsets are on their way, and the commit sends the rest.
    return lingering(
        UNTIL_COMMIT,
        Map.of(
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            transactionalId,
            ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
            millis(settings.transactionTimeout())));
  }

  /** A producer whose records wait so long for company. */
  private Producer<byte[], byte[]> lingering(Duration linger, Map<String, Object> more) {
    Map<String, Object> properties = new HashMap<>(more);
    properties.put(ProducerConfig.LINGER_MS_CONFIG, millis(linger));
    // A record's time begins before it waits.
    properties.put(
        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis(settings.deliveryTimeout().plus(linger)));
    return made(() ->
        new KafkaProducer<>(
            producing(properties), new ByteArraySerializer(), new ByteArraySerializer()));
  }

  /** A consumer of assigned partitions; it belongs to no group and commits nothing. */
  public Consumer<byte[], byte[]> consumer(Isolation isolation, Lost lost) {
    return consumer(isolation, lost, Map.of());
  }

  /** As {@link #consumer(Isolation, Lost)}, with further properties: a group, sizes. */
  public Consumer<byte[], byte[]> consumer(
      Isolation isolation, Lost lost, Map<String, Object> properties) {
    Map<String, Object> p = common();
    p.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    p.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    p.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis(settings.connectTimeout()));
    p.put(
        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
        switch (isolation) {
          case COMMITTED -> "read_committed";
          case ALL -> "read_uncommitted";
        });
    p.put(
        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
        switch (lost) {
          case BEGINNING -> "earliest";
          case END -> "latest";
          case FAIL -> "none";
        });
    p.putAll(properties);
    p.putAll(settings.extra());
    return made(
        () -> new KafkaConsumer<>(p, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
  }

  /** An administrator's client. */
  public Admin admin() {
    Map<String, Object> p = common();
    p.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, millis(settings.connectTimeout()));
    p.putAll(settings.extra());
    return made(() -> Admin.create(p));
  }

  /**
   * Waits for a Kafka future.
   *
   * @throws StorageException as {@link #failure} tells it; UNAVAILABLE where the time is over
   */
  public <T> T await(Future<T> future, Duration limit) {
    try {
      return future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StorageException(Code.INTERRUPTED, "interrupted while waiting for Kafka", e);
    } catch (ExecutionException e) {
      throw failure(e.getCause() == null ? e : e.getCause());
    } catch (java.util.concurrent.TimeoutException e) {
      throw unavailable(e);
    }
  }

  /** A Kafka failure in the farm's words. */
  public StorageException failure(Throwable e) {
    return switch (e) {
      case StorageException s -> s;
      case RecordTooLargeException t ->
          new StorageException(Code.TOO_LARGE, "Kafka refuses the record's size", t);
      case AuthorizationException a -> forbidden(a);
      case AuthenticationException a -> forbidden(a);
      case ProducerFencedException f -> forbidden(f);
      case InvalidProducerEpochException f -> forbidden(f);
      case InterruptException i ->
          new StorageException(Code.INTERRUPTED, "interrupted while waiting for Kafka", i);
      default -> unavailable(e);
    };
  }

  private StorageException forbidden(ApiException e) {
    return new StorageException(
        Code.FORBIDDEN,
        "Kafka at " + settings.bootstrap() + " refuses " + clientId + ": " + e.getMessage(),
        e);
  }

  private StorageException unavailable(Throwable e) {
    return new StorageException(
        Code.UNAVAILABLE,
        "Kafka at "
            + settings.bootstrap()
            + " does not answer ("
            + e.getClass().getSimpleName()
            + (e.getMessage() == null ? "" : ": " + e.getMessage())
            + "): start it, or set kafka.bootstrap",
        e);
  }

  private Map<String, Object> producing(Map<String, Object> more) {
    Map<String, Object> p = common();
    p.put(ProducerConfig.ACKS_CONFIG, "all");
    p.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    // A transaction or a send of one record would otherwise wait for company that never comes.
    p.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    p.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis(settings.deliveryTimeout()));
    p.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis(settings.deliveryTimeout()));
    p.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
    p.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
    p.putAll(more);
    p.putAll(settings.extra());
    return p;
  }

  private Map<String, Object> common() {
    Map<String, Object> p = new HashMap<>();
    p.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrap());
    p.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
    p.put(
        CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG,
        Math.min(millis(settings.deliveryTimeout()), millis(settings.connectTimeout())));
    p.put(CommonClientConfigs.RETRY_BACKOFF_MS_CONFIG, millis(RETRY));
    p.put(CommonClientConfigs.RETRY_BACKOFF_MAX_MS_CONFIG, millis(RETRY_MAX));
    p.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, millis(RECONNECT_MAX));
    p.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
    return p;
  }

  private <T> T made(java.util.function.Supplier<T> client) {
    try {
      return client.get();
    } catch (KafkaException e) {
      // An address that cannot be parsed or resolved, or a bad property: the cause says which.
      throw failure(e.getCause() == null ? e : e.getCause());
    }
  }

  private static int millis(Duration duration) {
    return Math.toIntExact(duration.toMillis());
  }
}
