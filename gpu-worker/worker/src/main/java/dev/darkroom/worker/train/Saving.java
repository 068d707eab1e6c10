package dev.darkroom.worker.train;

import dev.darkroom.job.Output;
import java.util.Map;

/**
 * What was learned after some steps, and how good it was.
 *
 * @param artifact the file
 * @param scores by the metric's name; empty where nothing scores
 */
record Saving(int step, Output artifact, Map<String, Double> scores) {
  Saving {
    scores = Map.copyOf(scores);
  }

  /** The mean of its scores: likeness and obedience count the same. */
  double mean() {
    return scores.values().stream().mapToDouble(Double::doubleValue).average().orElse(0);
  }
}
