package dev.darkroom.gateway.model;

import dev.darkroom.storage.StorageException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Answers that stay good for a while. Where asking again fails because the store is down, the old
 * answer is good for another while. Safe for use by many threads, which may ask at the same time.
 */
final class Shelf<K, V> {
  private final Function<K, V> ask;
  private final InstantSource clock;
  private final Duration ttl;
  private final int capacity;
  private final Map<K, Kept<V>> kept = new LinkedHashMap<>();

  private record Kept<V>(V value, Instant until) {}

  /**
   * @param capacity answers kept; the oldest goes first
   */
  Shelf(Function<K, V> ask, InstantSource clock, Duration ttl, int capacity) {
    this.ask = ask;
    this.clock = clock;
    this.ttl = ttl;
    this.capacity = capacity;
  }

  V get(K key) {
    Optional<Kept<V>> before = kept(key);
    if (before.isPresent() && clock.instant().isBefore(before.get().until())) {
      return before.get().value();
    }
    try {
      return keep(key, ask.apply(key));
    } catch (StorageException e) {
      if (before.isPresent() && e.code() == StorageException.Code.UNAVAILABLE) {
        return keep(key, before.get().value());
      }
      throw e;
    }
  }

  /** The answer is known to be old. */
  synchronized void forget(K key) {
    kept.remove(key);
  }

  private synchronized Optional<Kept<V>> kept(K key) {
    return Optional.ofNullable(kept.get(key));
  }

  private synchronized V keep(K key, V value) {
    kept.remove(key);
    kept.put(key, new Kept<>(value, clock.instant().plus(ttl)));
    if (kept.size() > capacity) {
      kept.remove(kept.keySet().iterator().next());
    }
    return value;
  }
}
