package dev.darkroom.client;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A batch as the farm shows it.
 *
 * @param total its lines
 * @param completed lines whose jobs have succeeded
 * @param failed lines that ended otherwise, or were refused
 * @param json all that the farm says of it
 */
public record Batch(String id, String status, int total, int completed, int failed, JsonNode json) {

  static Batch of(JsonNode json) {
    JsonNode counts = json.path("request_counts");
    return new Batch(
        json.path("id").asText(),
        json.path("status").asText(),
        counts.path("total").asInt(),
        counts.path("completed").asInt(),
        counts.path("failed").asInt(),
        json);
  }

  /** Whether nothing of it will change any more. */
  public boolean ended() {
    return switch (status) {
      case "completed", "cancelled", "failed", "expired" -> true;
      default -> false;
    };
  }
}
