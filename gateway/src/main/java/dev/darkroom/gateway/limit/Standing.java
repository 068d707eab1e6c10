package dev.darkroom.gateway.limit;

import java.time.Duration;
import java.util.Optional;

/**
 * Where somebody stands under one policy, in the words of the headers {@code RateLimit-Policy} and
 * {@code RateLimit}.
 *
 * @param policy its name
 * @param quota what there is in all
 * @param unit what is counted, where that is not requests
 * @param window in which the quota comes anew; empty where that is when something ends
 * @param rest what is left; never below 0
 * @param reset when all of it is there again; empty where nobody knows
 */
public record Standing(
    String policy,
    long quota,
    Optional<String> unit,
    Optional<Duration> window,
    long rest,
    Optional<Duration> reset) {
  public static final String POLICY_HEADER = "RateLimit-Policy";
  public static final String HEADER = "RateLimit";

  public Standing {
    rest = Math.max(0, rest);
  }

  /** A limit on what may be there at once, and it is reached. */
  public static Standing full(String policy, long quota, String unit) {
    return new Standing(policy, quota, Optional.of(unit), Optional.empty(), 0, Optional.empty());
  }

  /** Of the header {@code RateLimit-Policy}: {@code "key";q=100;w=60}. */
  public String policyText() {
    return "\"%s\";q=%d".formatted(policy, quota)
        + unit.map(";qu=\"%s\""::formatted).orElse("")
        + window.map(length -> ";w=" + Math.max(1, length.toSeconds())).orElse("");
  }

  /** Of the header {@code RateLimit}: {@code "key";r=99;t=1}. */
  public String text() {
    return "\"%s\";r=%d".formatted(policy, rest)
        + reset.map(wait -> ";t=" + wait.plusNanos(999_999_999).toSeconds()).orElse("");
  }
}
