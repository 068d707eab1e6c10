package dev.darkroom.deploy.cli.pool;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/** A pool in one line. */
final class PoolLine {
  private PoolLine() {}

  static void print(JsonNode pool, boolean json) {
    System.out.println(json ? pool.toString() : line(pool));
  }

  private static String line(JsonNode pool) {
    JsonNode workers = pool.path("workers");
    return String.format(
        Locale.ROOT,
        "%-20s  %-9s  %7d queued  %d idle, %d busy, %d draining, %d locked",
        pool.path("id").asText(),
        mode(pool),
        pool.path("queued").asInt(),
        workers.path("idle").asInt(),
        workers.path("busy").asInt(),
        workers.path("draining").asInt(),
        workers.path("locked").asInt());
  }

  private static String mode(JsonNode pool) {
    String mode = pool.path("mode").asText();
    return mode.equals("open") && pool.path("asleep").asBoolean() ? "asleep" : mode;
  }
}
