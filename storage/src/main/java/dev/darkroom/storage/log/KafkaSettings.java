package dev.darkroom.storage.log;

import java.time.Duration;
import java.util.Map;

/**
 * How the log is reached and how long it may take.
 *
 * @param bootstrap {@code host:port}, several separated by commas
 * @param topics names and partitions
 * @param replication copies of each topic; 1 on a single broker
 * @param connectTimeout within which a start must reach the broker, or fail and say so
 * @param deliveryTimeout within which a send is acknowledged, or fails
 * @param transactionTimeout after which the broker aborts a silent scheduler's transaction; below
 *     the lease
 * @param extra further properties for every client, security for instance; they win over ours
 */
public record KafkaSettings(
    String bootstrap,
    Topics topics,
    short replication,
    Duration connectTimeout,
    Duration deliveryTimeout,
    Duration transactionTimeout,
    Map<String, String> extra) {
  public KafkaSettings {
    if (bootstrap.isBlank()) {
      throw new IllegalArgumentException("kafka.bootstrap is empty: use host:port");
    }
    if (replication < 1) {
      throw new IllegalArgumentException("kafka replication " + replication + " is below 1");
    }
    requirePositive("kafka connect timeout", connectTimeout);
    requirePositive("kafka delivery timeout", deliveryTimeout);
    requirePositive("kafka transaction timeout", transactionTimeout);
    extra = Map.copyOf(extra);
  }

  /** The defaults for one broker. */
  public static KafkaSettings of(String bootstrap) {
    return new KafkaSettings(
        bootstrap,
        Topics.DEFAULT,
        (short) 1,
        Duration.ofSeconds(15),
        Duration.ofSeconds(20),
        Duration.ofSeconds(10),
        Map.of());
  }

  public KafkaSettings with(Topics other) {
    return new KafkaSettings(
        bootstrap, other, replication, connectTimeout, deliveryTimeout, transactionTimeout, extra);
  }

  public KafkaSettings withTimeouts(Duration connect, Duration delivery, Duration transaction) {
    return new KafkaSettings(bootstrap, topics, replication, connect, delivery, transaction, extra);
  }

  private static void requirePositive(String what, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(what + " " + value + " is not above zero");
    }
  }
}
