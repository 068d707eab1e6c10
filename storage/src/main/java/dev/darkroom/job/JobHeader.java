package dev.darkroom.job;

import java.time.Instant;
import java.util.Map;

/**
 * What the farm needs of a job to schedule it, to show it and to bill it, without its spec.
 *
 * @param priority 0 to 9, 9 first
 * @param metadata the client's own labels, at most {@value #MAX_METADATA} pairs
 */
public record JobHeader(
    JobId id,
    TenantId tenant,
    PoolId pool,
    JobKind kind,
    ModelRef model,
    int priority,
    Map<String, String> metadata,
    Instant createdAt) {
  public static final int MAX_METADATA = 16;
  public static final int DEFAULT_PRIORITY = 5;

  public JobHeader {
    if (priority < 0 || priority > 9) {
      throw new IllegalArgumentException("priority " + priority + " is not in 0 … 9");
    }
    metadata = Map.copyOf(metadata);
    if (metadata.size() > MAX_METADATA) {
      throw new IllegalArgumentException(
          metadata.size() + " metadata pairs are over the " + MAX_METADATA + " allowed");
    }
  }
}
