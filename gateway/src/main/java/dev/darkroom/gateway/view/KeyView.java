package dev.darkroom.gateway.view;

import dev.darkroom.job.tenant.KeyRecord;
import dev.darkroom.job.tenant.KeyUsageRecord;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The keys of the log, with what this gateway was just told of laid over them: a key that it has
 * given out works here at once, and one that it has revoked does not. Safe for use by many threads.
 */
public final class KeyView {
  /** Revoked ids that are remembered until the log shows that they are gone; more than enough. */
  private static final int MAX_REVOKED = 10_000;

  private final Map<String, KeyRecord> keys = new ConcurrentSkipListMap<>();
  private final Map<String, Instant> used = new ConcurrentHashMap<>();

  /** What the jobs of keys with a budget have had, by partition. */
  private final Map<String, Map<Integer, KeyUsageRecord>> usage = new ConcurrentHashMap<>();

  private final Set<String> revoked =
      Collections.newSetFromMap(
          new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
              return size() > MAX_REVOKED;
            }
          });

  public Optional<KeyRecord> find(String id) {
    return Optional.ofNullable(keys.get(id));
  }

  /** A key was used. */
  public void used(String id, Instant at) {
    used.put(id, at);
  }

  /** When a key was used last, as far as this gateway has seen since its start. */
  public Optional<Instant> lastUsed(String id) {
    return Optional.ofNullable(used.get(id));
  }

  /** Worker time of the key's runs that ended in the window that is now, in seconds. */
  public double secondsSpent(String id, Instant now) {
    return usage.getOrDefault(id, Map.of()).values().stream()
        .filter(record -> !record.isOver(now))
        .mapToDouble(KeyUsageRecord::seconds)
        .sum();
  }

  void put(KeyUsageRecord record) {
    usage
        .computeIfAbsent(record.key(), _ -> new ConcurrentHashMap<>())
        .put(record.partition(), record);
  }

  /** The log has forgotten what a key's jobs have had of a partition. */
  void forgetUsage(String id, int partition) {
    usage.computeIfPresent(
        id,
        (_, parts) -> {
          parts.remove(partition);
          return parts.isEmpty() ? null : parts;
        });
  }

  /** Every key, by id. */
  public Collection<KeyRecord> all() {
    return List.copyOf(keys.values());
  }

  /** A key that is in the log, or about to be. */
  public synchronized void put(KeyRecord key) {
    if (!revoked.contains(key.id())) {
      keys.put(key.id(), key);
    }
  }

  /** A key is good no more, though the log may still show how it was made. */
  public synchronized void revoke(String id) {
    revoked.add(id);
    forget(id);
  }

  /** The log has forgotten a key. */
  synchronized void forget(String id) {
    keys.remove(id);
    used.remove(id);
  }
}
