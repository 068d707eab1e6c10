package dev.darkroom.storage.janitor;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What one sweep came to.
 *
 * @param things judged, by verdict
 * @param freedBytes of what was deleted; unfinished uploads do not tell their size
 * @param stopped why it ended early, in a stable code; empty where it did not
 */
public record Sweep(Map<Verdict, Integer> things, long freedBytes, Optional<String> stopped) {
  public Sweep {
    things = Map.copyOf(things);
  }

  /** How many got this verdict. */
  public int count(Verdict verdict) {
    return things.getOrDefault(verdict, 0);
  }

  /** How many were deleted. */
  public int deleted() {
    return things.entrySet().stream()
        .filter(e -> !e.getKey().keeps())
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  /** Counts while a sweep goes on. */
  static final class Tally {
    private final Map<Verdict, Integer> things = new EnumMap<>(Verdict.class);
    private long freedBytes;

    void add(Verdict verdict, long sizeBytes) {
      things.merge(verdict, 1, Integer::sum);
      freedBytes += verdict.keeps() ? 0 : sizeBytes;
    }

    Sweep ended(Optional<String> stopped) {
      return new Sweep(things, freedBytes, stopped);
    }
  }
}
