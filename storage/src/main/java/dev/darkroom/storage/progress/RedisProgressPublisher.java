package dev.darkroom.storage.progress;

import dev.darkroom.storage.StorageException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Publishes to Redis from one thread of its own. While Redis is down, events are dropped, oldest
 * first, and it is tried again with growing pauses.
 */
public final class RedisProgressPublisher implements ProgressPublisher {
  private static final Logger LOG = LoggerFactory.getLogger(RedisProgressPublisher.class);
  private static final Duration IDLE = Duration.ofMillis(200);

  /**
   * One event, whole or not at all: into the job's stream, as the latest of its kind, and into a
   * shared stream. The job's stream gives the id that readers know the event by. A preview's bytes
   * are kept once, as the latest; the stream only says that there was one.
   */
  private static final String PUBLISH =
      """
      local body = ARGV[1] == 'preview' and '' or ARGV[2]
      local id = redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[3], '*', 'kind', ARGV[1], 'event', body)
      redis.call('HSET', KEYS[2], ARGV[1], ARGV[2], ARGV[1] .. '_id', id)
      redis.call('PEXPIRE', KEYS[1], ARGV[4])
      redis.call('PEXPIRE', KEYS[2], ARGV[4])
      redis.call('XADD', KEYS[3], 'MAXLEN', '~', ARGV[5], '*', 'id', id, 'event', ARGV[2])
      redis.call('PEXPIRE', KEYS[3], ARGV[4])
      return id
      """;

  private final RedisSettings settings;
  private final RedisKeys keys;
  private final ArrayBlockingQueue<ProgressEvent> queue;
  private final AtomicLong dropped = new AtomicLong();
  private final RedisClient client;
  private final Thread sender;
  private volatile boolean closed;

  /** Starts publishing; Redis need not be up. */
  public RedisProgressPublisher(RedisSettings settings) {
    this.settings = settings;
    this.keys = RedisKeys.of(settings);
    this.queue = new ArrayBlockingQueue<>(settings.limits().queued());
    this.client = RedisConnections.open(settings, 1, Duration.ZERO);
    this.sender = Thread.ofPlatform().daemon().name("darkroom-progress").start(this::run);
  }

  @Override
  public void publish(ProgressEvent event) {
    while (!closed && !queue.offer(event)) {
      if (queue.poll() != null) {
        dropped.incrementAndGet();
      }
    }
  }

  @Override
  public long dropped() {
    return dropped.get();
  }

  @Override
  public void close() {
    closed = true;
    try {
      if (!sender.join(settings.timeout().plus(IDLE))) {
        sender.interrupt();
      }
    } catch (InterruptedException e) {
      sender.interrupt();
      Thread.currentThread().interrupt();
    }
    client.close();
  }

  private void run() {
    Backoff backoff = Backoff.FIRST;
    boolean up = true;
    try {
      while (!closed || !queue.isEmpty()) {
        @Nullable ProgressEvent event = queue.poll(IDLE.toMillis(), TimeUnit.MILLISECONDS);
        if (event == null) {
          continue;
        }
        if (sent(event, up)) {
          if (!up) {
            LOG.info("Redis at {} answers again", settings.address());
          }
          up = true;
          backoff = Backoff.FIRST;
        } else {
          up = false;
          dropped.incrementAndGet();
          if (closed) {
            dropped.addAndGet(queue.size());
            return;
          }
          Thread.sleep(backoff.next());
          backoff = backoff.longer();
        }
      }
    } catch (InterruptedException _) {
      dropped.addAndGet(queue.size());
    }
  }

  private boolean sent(ProgressEvent event, boolean wasUp) {
    try {
      var _ =
          client.eval(
              PUBLISH,
              List.of(keys.stream(event.job()), keys.latest(event.job()), keys.shard(event.job())),
              List.of(
                  kind(event),
                  new String(ProgressJson.EVENT.encode(event), StandardCharsets.UTF_8),
                  Integer.toString(settings.limits().perJob()),
                  Long.toString(settings.keep().toMillis()),
                  Integer.toString(settings.limits().perShard())));
      return true;
    } catch (JedisException | StorageException e) {
      if (wasUp) {
        LOG.warn(
            "progress is dropped: Redis at {} does not take it ({})",
            settings.address(),
            e.getMessage());
      }
      return false;
    }
  }

  private static String kind(ProgressEvent event) {
    return switch (event) {
      case ProgressEvent.Progress _ -> RedisFields.PROGRESS;
      case ProgressEvent.Preview _ -> RedisFields.PREVIEW;
      case ProgressEvent.Line _ -> RedisFields.LOG;
    };
  }
}
