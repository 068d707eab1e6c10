package dev.darkroom.gateway.command;

import java.time.Duration;

/**
 * How long the gateway waits for a scheduler.
 *
 * @param answer after which the client is answered without the reply
 * @param late for how long a reply that comes later is still taken note of
 */
public record ReplyWaits(Duration answer, Duration late) {
  public static final ReplyWaits DEFAULT =
      new ReplyWaits(Duration.ofSeconds(2), Duration.ofMinutes(1));

  public ReplyWaits {
    if (!answer.isPositive() || late.compareTo(answer) < 0) {
      throw new IllegalArgumentException(
          "the wait for a reply must be above zero, and that for a late one no shorter");
    }
  }
}
