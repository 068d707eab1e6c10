package dev.darkroom.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A job as the farm shows it: its raw JSON, and names for the parts that a client looks at. */
public record Job(JsonNode json) {

  /** A moment of its life. */
  public record Moment(Instant at, String what, String reason) {}

  /**
   * A file it left.
   *
   * @param role {@code image}, {@code embedding}, {@code checkpoint}, …
   * @param hash {@code sha256:…}
   * @param url where it is for an hour, without a key
   */
  public record Output(String name, String role, String hash, URI url, long sizeBytes) {}

  public String id() {
    return json.path("id").asText();
  }

  public String status() {
    return json.path("status").asText();
  }

  public boolean ended() {
    return switch (status()) {
      case "succeeded", "failed", "canceled", "expired" -> true;
      default -> false;
    };
  }

  public boolean succeeded() {
    return status().equals("succeeded");
  }

  /** Why it failed: the message and the code. */
  public Optional<String> error() {
    JsonNode error = json.path("error");
    return error.isObject()
        ? Optional.of(error.path("message").asText() + " (" + error.path("code").asText() + ")")
        : Optional.empty();
  }

  public List<Moment> timeline() {
    List<Moment> moments = new ArrayList<>();
    for (JsonNode m : json.path("timeline")) {
      moments.add(
          new Moment(instant(m.path("at")), m.path("what").asText(), m.path("reason").asText()));
    }
    return List.copyOf(moments);
  }

  public List<Output> outputs() {
    return outputs(json);
  }

  /** Those of anything with {@code outputs}. */
  static List<Output> outputs(JsonNode json) {
    List<Output> outputs = new ArrayList<>();
    for (JsonNode o : json.path("outputs")) {
      outputs.add(
          new Output(
              o.path("name").asText(),
              o.path("role").asText(),
              o.path("hash").asText(),
              URI.create(o.path("url").asText()),
              o.path("size_bytes").asLong()));
    }
    return List.copyOf(outputs);
  }

  private static Instant instant(JsonNode at) {
    return at.isNumber()
        ? Instant.ofEpochMilli(Math.round(at.asDouble() * 1000))
        : Instant.parse(at.asText());
  }
}
