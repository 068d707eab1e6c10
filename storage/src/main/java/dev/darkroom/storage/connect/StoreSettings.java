package dev.darkroom.storage.connect;

import dev.darkroom.storage.log.KafkaSettings;
import dev.darkroom.storage.log.Topics;
import dev.darkroom.storage.object.S3Settings;
import dev.darkroom.storage.progress.RedisSettings;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** Where the log, the progress and the objects of a farm are. */
public record StoreSettings(KafkaSettings kafka, RedisSettings redis, S3Settings s3) {
  public static final String KAFKA_BOOTSTRAP = "kafka.bootstrap";
  public static final String KAFKA_PARTITIONS = "kafka.partitions";
  public static final String REDIS_URL = "redis.url";
  public static final String S3_ENDPOINT = "s3.endpoint";
  public static final String S3_PUBLIC_ENDPOINT = "s3.public-endpoint";
  public static final String S3_REGION = "s3.region";
  public static final String S3_BUCKET = "s3.bucket";
  public static final String S3_ACCESS_KEY = "s3.access-key";
  public static final String S3_SECRET_KEY = "s3.secret-key";

  /**
   * From settings by their names; what is not set has its default, other names are left alone.
   *
   * @throws IllegalArgumentException naming the setting that is missing or wrong
   */
  public static StoreSettings from(Map<String, String> settings) {
    return new StoreSettings(kafka(settings), redis(settings), s3(settings));
  }

  /** The log's part of the settings alone: a scheduler needs no other. */
  public static KafkaSettings kafka(Map<String, String> settings) {
    KafkaSettings kafka = KafkaSettings.of(required(settings, KAFKA_BOOTSTRAP, "host:port"));
    return set(settings, KAFKA_PARTITIONS)
        .map(text -> kafka.with(new Topics(Topics.DEFAULT.prefix(), partitions(text))))
        .orElse(kafka);
  }

  private static RedisSettings redis(Map<String, String> settings) {
    return RedisSettings.of(uri(REDIS_URL, required(settings, REDIS_URL, "redis://host:port")));
  }

  private static S3Settings s3(Map<String, String> settings) {
    return new S3Settings(
        uri(S3_ENDPOINT, required(settings, S3_ENDPOINT, "http://host:port")),
        set(settings, S3_PUBLIC_ENDPOINT).map(text -> uri(S3_PUBLIC_ENDPOINT, text)),
        set(settings, S3_REGION).orElse(S3Settings.DEFAULT_REGION),
        set(settings, S3_BUCKET).orElse(S3Settings.DEFAULT_BUCKET),
        new S3Settings.Credentials(
            required(settings, S3_ACCESS_KEY, "the key's id"),
            required(settings, S3_SECRET_KEY, "the key's secret")),
        S3Settings.Waits.DEFAULT);
  }

  private static int partitions(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          KAFKA_PARTITIONS + " '" + text + "' is not a number: use the topics' partitions", e);
    }
  }

  private static URI uri(String name, String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      // Without the text: an address may carry a password.
      throw new IllegalArgumentException(name + " is not an address", e);
    }
  }

  private static Optional<String> set(Map<String, String> settings, String name) {
    return Optional.ofNullable(settings.get(name)).map(String::strip).filter(s -> !s.isEmpty());
  }

  private static String required(Map<String, String> settings, String name, String form) {
    return set(settings, name)
        .orElseThrow(() -> new IllegalArgumentException(name + " is not set: set it to " + form));
  }
}
