package dev.darkroom.deploy.cli.job;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.StringJoiner;

/** What would become of a job, for people: a line on its cost, and one for each pool. */
final class QuoteText {
  private QuoteText() {}

  static String of(JsonNode quote) {
    StringJoiner lines = new StringJoiner(System.lineSeparator());
    lines.add("cost  " + cost(quote.path("cost")));
    for (JsonNode pool : quote.path("pools")) {
      lines.add(line(pool));
    }
    return lines.toString();
  }

  private static String cost(JsonNode cost) {
    JsonNode seconds = cost.path("gpu_seconds");
    return cost.isObject()
        ? "%s s of a worker, in one of ten cases over %s s (from: %s)"
            .formatted(
                seconds.path("p50").asText(),
                seconds.path("p90").asText(),
                cost.path("basis").asText().replace('_', ' '))
        : "unknown";
  }

  private static String line(JsonNode pool) {
    String name = "pool " + pool.path("id").asText() + "  ";
    if (!pool.path("feasible").asBoolean()) {
      return name + "no: " + pool.path("reason").path("message").asText();
    }
    JsonNode eta = pool.path("eta");
    String place =
        pool.path("queue_position").isInt()
            ? "place " + pool.path("queue_position").asInt() + " in the queue"
            : "no place yet";
    String end =
        eta.isObject()
            ? ", done about %s, at the latest %s"
                .formatted(eta.path("p50").asText(), eta.path("p90").asText())
            : "";
    JsonNode reasons = pool.path("pending_reasons");
    return name
        + place
        + end
        + (reasons.isEmpty() ? "" : " (" + reasons.path(0).path("message").asText() + ")");
  }
}
