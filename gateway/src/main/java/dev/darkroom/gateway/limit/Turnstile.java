package dev.darkroom.gateway.limit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Counts what is asked for by key and by tenant, on this gateway alone: of a farm of several each
 * lets so many pass. Safe for use by many threads; never blocks for long.
 */
public final class Turnstile {
  /** Of whom something is remembered, of each kind. */
  private static final int MOST = 20_000;

  private final Limits limits;
  private final LongSupplier nanos;
  private final Buckets keys;
  private final Buckets tenants;
  private final Map<String, Integer> open = new HashMap<>();

  /**
   * What became of a request.
   *
   * @param standings under each limit that there is
   * @param refusal why it may not pass
   */
  public record Turn(List<Standing> standings, Optional<Refusal> refusal) {}

  /**
   * A limit that is reached.
   *
   * @param policy whose it is: {@code key} or {@code tenant}
   * @param until the next may pass
   */
  public record Refusal(String policy, Duration until) {}

  /**
   * @param nanos a clock that never goes back
   */
  public Turnstile(Limits limits, LongSupplier nanos) {
    this.limits = limits;
    this.nanos = nanos;
    this.keys = new Buckets("key", limits.key(), MOST);
    this.tenants = new Buckets("tenant", limits.tenant(), MOST);
  }

  /** Lets one request pass, or none: what is refused costs nothing. */
  public synchronized Turn pass(String key, String tenant) {
    long now = nanos.getAsLong();
    List<Standing> standings = new ArrayList<>();
    Optional<Refusal> refusal = refusal(keys, key, now).or(() -> refusal(tenants, tenant, now));
    take(keys, key, now, refusal.isEmpty(), standings);
    take(tenants, tenant, now, refusal.isEmpty(), standings);
    return new Turn(standings, refusal);
  }

  /** One more request of the tenant is open; false where it has all that it may have. */
  public synchronized boolean open(String tenant) {
    int now = open.getOrDefault(tenant, 0);
    if (limits.openPerTenant() > 0 && now >= limits.openPerTenant()) {
      return false;
    }
    open.put(tenant, now + 1);
    return true;
  }

  /** How a tenant stands that has all the requests open that it may have. */
  public Standing allOpen() {
    return Standing.full("tenant-open", limits.openPerTenant(), "concurrent-requests");
  }

  /** A request that was open has ended. */
  public synchronized void close(String tenant) {
    open.computeIfPresent(tenant, (_, count) -> count > 1 ? count - 1 : null);
  }

  private static Optional<Refusal> refusal(Buckets buckets, String who, long now) {
    if (buckets.off()) {
      return Optional.empty();
    }
    Bucket bucket = buckets.look(who, now);
    return bucket.hasOne()
        ? Optional.empty()
        : Optional.of(new Refusal(buckets.name(), Duration.ofNanos(buckets.untilOne(bucket))));
  }

  private static void take(
      Buckets buckets, String who, long now, boolean passes, List<Standing> standings) {
    if (buckets.off()) {
      return;
    }
    Bucket bucket = buckets.look(who, now);
    Bucket after = passes ? bucket.less() : bucket;
    buckets.put(who, after);
    standings.add(buckets.standing(after));
  }
}
