package dev.darkroom.storage.embedding;

import dev.darkroom.storage.Json;
import java.util.Map;

/**
 * How good a result is, by the metric's name.
 *
 * @param values {@code image_similarity}, {@code text_similarity}, …
 */
public record Scores(Map<String, Double> values) {
  /** The output of a job that holds its scores. */
  public static final String FILE = "scores.json";

  /** Their bytes. */
  public static final Json<Scores> JSON = Json.of("scores", Scores.class, 1 << 20);

  public Scores {
    values = Map.copyOf(values);
  }
}
