package dev.darkroom.storage.progress;

import java.net.URI;
import java.time.Duration;

/**
 * How progress is reached and how much of it is kept.
 *
 * @param url {@code redis://[user:password@]host:port[/database]}, or {@code rediss://}
 * @param prefix of every key; several farms on one Redis differ in it
 * @param timeout of connecting and of every call
 * @param keep how long a job's progress is kept after its last event
 * @param limits how much of it is kept
 */
public record RedisSettings(
    URI url, String prefix, Duration timeout, Duration keep, Limits limits) {

  /**
   * How much is kept, in events.
   *
   * @param shards shared streams that all events are spread over; the same in every process
   * @param perJob latest events of a job
   * @param perShard latest events of a shared stream; a reader further behind misses some
   * @param queued events that may wait in a publisher; older ones are dropped first
   */
  public record Limits(int shards, int perJob, int perShard, int queued) {
    public static final Limits DEFAULT = new Limits(4, 256, 512, 256);

    public Limits {
      if (shards < 1 || perJob < 1 || perShard < 1 || queued < 1) {
        throw new IllegalArgumentException("limits of progress must be at least 1");
      }
    }
  }

  public RedisSettings {
    String scheme = url.getScheme();
    if (!("redis".equals(scheme) || "rediss".equals(scheme)) || url.getHost() == null) {
      throw new IllegalArgumentException(
          "redis.url is not a Redis address: use redis://host:port or rediss://host:port");
    }
    if (!timeout.isPositive() || !keep.isPositive()) {
      throw new IllegalArgumentException("redis time-outs must be above zero");
    }
  }

  /** The defaults. */
  public static RedisSettings of(URI url) {
    return new RedisSettings(
        url, "darkroom", Duration.ofSeconds(2), Duration.ofHours(1), Limits.DEFAULT);
  }

  public RedisSettings withPrefix(String other) {
    return new RedisSettings(url, other, timeout, keep, limits);
  }

  /** Where Redis is, without the password. */
  public String address() {
    return url.getHost() + ":" + (url.getPort() < 0 ? 6379 : url.getPort());
  }

  @Override
  public String toString() {
    return "RedisSettings[" + address() + ", prefix=" + prefix + ", " + limits + "]";
  }
}
