package dev.darkroom.gateway.body;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A pool.
 *
 * @param maxQueued waiting jobs beyond which submits are refused
 * @param mode {@code open}, {@code paused}, {@code cordoned} or {@code deleting}
 * @param asleep whether its sleep schedule lets it give nothing out now
 * @param changesAt when it next falls asleep or wakes
 * @param movesTo where the jobs of a pool that is being deleted go
 */
public record PoolBody(
    String id,
    String object,
    int partition,
    int maxQueued,
    String mode,
    boolean asleep,
    Optional<Instant> changesAt,
    Optional<String> movesTo,
    Offer offer,
    Sleep sleep,
    ScaleBody.Policy scale,
    int queued,
    Workers workers) {

  /** How many workers of the pool are in which state, and how many of them are locked. */
  public record Workers(long idle, long busy, long draining, long locked) {}

  /** What its workers can be; what is empty is not declared. */
  public record Offer(
      List<String> kinds,
      List<String> models,
      long memoryBytes,
      Map<String, List<String>> labels) {}

  /** When it gives nothing out. */
  public record Sleep(String zone, List<Window> windows, boolean drain) {}

  /** From one time of a day to another; no days mean every day. */
  public record Window(List<String> days, String from, String to) {}
}
