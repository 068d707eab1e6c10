package dev.darkroom.gateway.request;

import dev.darkroom.job.JobHeader;
import java.time.Duration;

/**
 * What one request may ask for, beside the limits of its model.
 *
 * @param maxPromptChars of a prompt, and of a negative prompt
 * @param maxPictures of one job
 * @param maxGuidance the strongest guidance
 * @param allowNoop whether {@code noop} jobs are taken ({@code farm.allow_noop})
 * @param maxNoop how long a {@code noop} job may take
 * @param cache whether a request that says nothing of it may be given an earlier job's pictures
 */
public record RequestLimits(
    int maxPromptChars,
    int maxPictures,
    double maxGuidance,
    boolean allowNoop,
    Duration maxNoop,
    boolean cache) {
  public static final RequestLimits DEFAULT =
      new RequestLimits(10_000, 16, 100, false, Duration.ofMinutes(10), false);

  /** Pairs of a job's metadata, and the characters of their keys and values. */
  static final int MAX_METADATA = JobHeader.MAX_METADATA;

  static final int MAX_METADATA_KEY = 64;
  static final int MAX_METADATA_VALUE = 512;

  public RequestLimits {
    if (maxPromptChars < 1 || maxPictures < 1 || !(maxGuidance >= 1) || maxNoop.isNegative()) {
      throw new IllegalArgumentException(
          "request limits must be at least 1, and the longest noop not negative");
    }
  }

  public RequestLimits withNoop(boolean allowed) {
    return new RequestLimits(maxPromptChars, maxPictures, maxGuidance, allowed, maxNoop, cache);
  }

  public RequestLimits withCache(boolean allowed) {
    return new RequestLimits(maxPromptChars, maxPictures, maxGuidance, allowNoop, maxNoop, allowed);
  }
}
