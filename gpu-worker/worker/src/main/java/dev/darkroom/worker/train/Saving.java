package dev.darkroom.worker.train;

import dev.darkroom.job.Output;
import dev.darkroom.training.SavedScore;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was learned after some steps, and how good it was.
 *
 * @param files in the order that the training names them
 * @param scores by the metric's name; empty where nothing scores
 */
record Saving(int step, List<Output> files, Map<String, Double> scores) {
  Saving {
    files = List.copyOf(files);
    scores = Map.copyOf(scores);
  }

  /** Both similarities, where they are known. */
  Optional<SavedScore> score() {
    Optional<Double> image = Optional.ofNullable(scores.get(Eyes.IMAGE_SIMILARITY));
    Optional<Double> text = Optional.ofNullable(scores.get(Eyes.TEXT_SIMILARITY));
    return image.flatMap(likeness -> text.map(fit -> new SavedScore(step, likeness, fit)));
  }

  /** Whether this one is the better of both; where nothing tells, it is not. */
  boolean isBetterThan(Saving other) {
    return score().isPresent()
        && other.score().isPresent()
        && SavedScore.best(List.of(score().get(), other.score().get())).equals(score());
  }
}
