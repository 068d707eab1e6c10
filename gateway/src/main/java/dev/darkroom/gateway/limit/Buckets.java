package dev.darkroom.gateway.limit;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

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

  /** What the headers tell of a bucket. */
  Standing standing(Bucket bucket) {
    return new Standing(
        name,
        rate.quota(),
        Optional.empty(),
        Optional.of(rate.window()),
        (long) bucket.tokens(),
        Optional.of(Duration.ofNanos(bucket.untilFull(rate))));
  }

  String name() {
    return name;
  }

  long untilOne(Bucket bucket) {
    return bucket.untilOne(rate);
  }
}
