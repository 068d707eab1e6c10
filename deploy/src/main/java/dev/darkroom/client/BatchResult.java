package dev.darkroom.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * What became of one line of a batch.
 *
 * @param customId the line's own name
 * @param id its job's
 * @param line its number in the file, from 1
 * @param status how the job ended: {@code succeeded}, {@code failed}, {@code canceled} or {@code
 *     expired}
 * @param outputs the files it left, their addresses fresh
 * @param error why it did not succeed
 * @param cursor what the results behind it are asked for with
 */
public record BatchResult(
    String customId,
    String id,
    int line,
    String status,
    List<Job.Output> outputs,
    Optional<Failure> error,
    String cursor) {

  /** A stable code and a sentence. */
  public record Failure(String code, String message) {}

  static BatchResult of(JsonNode json) {
    JsonNode error = json.path("error");
    return new BatchResult(
        json.path("custom_id").asText(),
        json.path("id").asText(),
        json.path("line").asInt(),
        json.path("status").asText(),
        Job.outputs(json),
        error.isObject()
            ? Optional.of(new Failure(error.path("code").asText(), error.path("message").asText()))
            : Optional.empty(),
        json.path("cursor").asText(json.path("id").asText()));
  }

  public boolean succeeded() {
    return status.equals("succeeded");
  }
}
