package dev.darkroom.storage.progress;

import dev.darkroom.storage.StorageException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.XReadParams;
import redis.clients.jedis.resps.StreamEntry;

/** Every shared stream over one blocked connection, on one thread. */
final class RedisSubscription implements ProgressReader.Subscription {
  private static final Logger LOG = LoggerFactory.getLogger(RedisSubscription.class);

  /** How long a read blocks in the server: also how long closing may take. */
  private static final Duration BLOCK = Duration.ofSeconds(1);

  private static final int BATCH = 256;

  private final RedisSettings settings;
  private final Consumer<ProgressRecord> listener;
  private final RedisClient client;
  private final Map<String, StreamEntryID> positions = new HashMap<>();
  private final Thread thread;
  private volatile boolean closed;

  /** Events count from the return of this constructor on, where Redis is up. */
  RedisSubscription(RedisSettings settings, Consumer<ProgressRecord> listener) {
    this.settings = settings;
    this.listener = listener;
    this.client = RedisConnections.open(settings, 1, BLOCK);
    try {
      locate();
    } catch (JedisException _) {
      // The thread tries again, and says so.
    }
    this.thread = Thread.ofPlatform().daemon().name("darkroom-subscription").start(this::run);
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      var _ = thread.join(BLOCK.plus(settings.timeout()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    client.close();
  }

  private void run() {
    Backoff backoff = Backoff.FIRST;
    boolean up = true;
    while (!closed) {
      try {
        locate();
        readSome();
        if (!up) {
          LOG.info("Redis at {} answers again", settings.address());
        }
        up = true;
        backoff = Backoff.FIRST;
      } catch (JedisException e) {
        if (closed) {
          return;
        }
        if (up) {
          LOG.warn("no progress: Redis at {} is down ({})", settings.address(), e.getMessage());
        }
        up = false;
        if (!slept(backoff.next())) {
          return;
        }
        backoff = backoff.longer();
      }
    }
  }

  /** Where each stream ends now, for streams whose position is not known yet. */
  private void locate() {
    for (String shard : RedisKeys.of(settings).allShards()) {
      if (!positions.containsKey(shard)) {
        List<StreamEntry> last = client.xrevrange(shard, "+", "-", 1);
        positions.put(shard, last.isEmpty() ? new StreamEntryID(0, 0) : last.getFirst().getID());
      }
    }
  }

  private void readSome() {
    @Nullable List<Map.Entry<String, List<StreamEntry>>> read =
        client.xread(
            XReadParams.xReadParams().block((int) BLOCK.toMillis()).count(BATCH), positions);
    if (read == null) {
      return;
    }
    for (Map.Entry<String, List<StreamEntry>> stream : read) {
      for (StreamEntry entry : stream.getValue()) {
        positions.put(stream.getKey(), entry.getID());
        tell(entry.getFields());
      }
    }
  }

  /** A listener's failure, or an event that cannot be read, must not end the subscription. */
  private void tell(Map<String, String> fields) {
    String id = fields.get(RedisFields.ID);
    String event = fields.get(RedisFields.EVENT);
    if (id == null || event == null) {
      return;
    }
    try {
      listener.accept(RedisProgressReader.record(ProgressId.parse(id), event));
    } catch (StorageException | IllegalArgumentException e) {
      LOG.warn("skipping an event of progress: {}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.warn("a listener of progress failed", e);
    }
  }

  private static boolean slept(Duration time) {
    try {
      Thread.sleep(time);
      return true;
    } catch (InterruptedException _) {
      return false;
    }
  }
}
