package dev.darkroom.storage.progress;

import dev.darkroom.job.id.JobId;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.StorageException.Code;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.resps.StreamEntry;

/** Reads progress from Redis: a small pool for questions, one connection a subscription. */
public final class RedisProgressReader implements ProgressReader {
  private static final int CONNECTIONS = 8;

  /** The longest replay that may be asked for. */
  private static final int MAX_REPLAY = 1_000;

  private final RedisSettings settings;
  private final RedisKeys keys;
  private final RedisClient client;
  private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();

  /** Starts reading; Redis need not be up. */
  public RedisProgressReader(RedisSettings settings) {
    this.settings = settings;
    this.keys = RedisKeys.of(settings);
    this.client = RedisConnections.open(settings, CONNECTIONS, Duration.ZERO);
  }

  @Override
  public ProgressSnapshot snapshot(JobId job) {
    return asked(() -> snapshot(client.hgetAll(keys.latest(job))));
  }

  @Override
  public List<ProgressRecord> replay(JobId job, ProgressId after, int limit) {
    int count = Math.clamp(limit, 1, MAX_REPLAY);
    return asked(() -> {
      List<StreamEntry> entries = client.xrange(keys.stream(job), "(" + after, "+", count);
      Map<String, String> latest =
          entries.stream().anyMatch(RedisProgressReader::isPreview)
              ? client.hgetAll(keys.latest(job))
              : Map.of();
      Optional<ProgressRecord> preview = snapshot(latest).preview();
      return entries.stream().flatMap(e -> read(e, preview).stream()).toList();
    });
  }

  @Override
  public Subscription subscribe(Consumer<ProgressRecord> listener) {
    Subscription subscription = new RedisSubscription(settings, listener);
    subscriptions.add(subscription);
    return () -> {
      subscriptions.remove(subscription);
      subscription.close();
    };
  }

  @Override
  public void close() {
    subscriptions.forEach(Subscription::close);
    client.close();
  }

  /** A preview's bytes are kept for the latest alone; earlier ones are left out. */
  private static Optional<ProgressRecord> read(
      StreamEntry entry, Optional<ProgressRecord> latestPreview) {
    ProgressId id = ProgressId.parse(entry.getID().toString());
    return isPreview(entry)
        ? latestPreview.filter(preview -> preview.id().equals(id))
        : Optional.ofNullable(entry.getFields().get(RedisFields.EVENT))
            .map(event -> record(id, event));
  }

  private static boolean isPreview(StreamEntry entry) {
    return RedisFields.PREVIEW.equals(entry.getFields().get(RedisFields.KIND));
  }

  private static ProgressSnapshot snapshot(Map<String, String> latest) {
    return new ProgressSnapshot(
        latest(latest, RedisFields.PROGRESS), latest(latest, RedisFields.PREVIEW));
  }

  private static Optional<ProgressRecord> latest(Map<String, String> latest, String kind) {
    String id = latest.get(kind + RedisFields.ID_SUFFIX);
    String event = latest.get(kind);
    return id == null || event == null
        ? Optional.empty()
        : Optional.of(record(ProgressId.parse(id), event));
  }

  static ProgressRecord record(ProgressId id, String event) {
    return new ProgressRecord(
        id, ProgressJson.EVENT.decode(event.getBytes(StandardCharsets.UTF_8)));
  }

  private <T> T asked(Supplier<T> question) {
    try {
      return question.get();
    } catch (JedisException e) {
      throw new StorageException(
          Code.UNAVAILABLE,
          "Redis at "
              + settings.address()
              + " does not answer ("
              + e.getMessage()
              + "): start it, or set redis.url",
          e);
    }
  }
}
