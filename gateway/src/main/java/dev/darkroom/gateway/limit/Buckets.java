package dev.darkroom.gateway.limit;

import java.util.LinkedHashMap;
import java.util.Map;

/** The buckets of all that are counted under one policy. For one thread at a time. */
final class Buckets {
  private final String name;
  private final Rate rate;

  /** Whoever has not asked for longest is forgotten first, and then has a full bucket again. */
  private final Map<String, Bucket> kept;

  /**
   * @param capacity of whom something is remembered
   */
  Buckets(String name, Rate rate, int capacity) {
    this.name = name;
    this.rate = rate;
    this.kept =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > capacity;
          }
        };
  }

  boolean off() {
    return rate.off();
  }

  /** The bucket as it is now. */
  Bucket look(String who, long now) {
    return kept.getOrDefault(who, Bucket.full(rate, now)).at(rate, now);
  }

  void put(String who, Bucket bucket) {
    kept.put(who, bucket);
  }

  /** Of the header {@code RateLimit-Policy}: {@code "key";q=100;w=60}. */
  String policy() {
    return "\"%s\";q=%d;w=%d".formatted(name, rate.quota(), Math.max(1, rate.window().toSeconds()));
  }

  /** Of the header {@code RateLimit}: {@code "key";r=99;t=1}. */
  String standing(Bucket bucket) {
    long seconds = (bucket.untilFull(rate) + 999_999_999L) / 1_000_000_000L;
    return "\"%s\";r=%d;t=%d".formatted(name, (long) bucket.tokens(), seconds);
  }

  String name() {
    return name;
  }

  long untilOne(Bucket bucket) {
    return bucket.untilOne(rate);
  }
}
