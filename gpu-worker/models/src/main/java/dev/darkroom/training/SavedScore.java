package dev.darkroom.training;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How good a saved state is, by the two similarities of the paper's study (Gal et al. 2022, section
 * 5): of its samples to the training pictures, and of edited samples to their prompts. One grows at
 * the cost of the other, so neither alone tells.
 *
 * @param step of the saved state
 * @param image mean cosine, -1 to 1
 * @param text mean cosine, -1 to 1
 */
public record SavedScore(long step, double image, double text) {
  /** The harmonic mean of both, which no one-sided state gets high; 0 where one is not positive. */
  public double balance() {
    return image > 0 && text > 0 ? 2 * image * text / (image + text) : 0;
  }

  /** The best balanced of these, the earliest where several are; empty where there are none. */
  public static Optional<SavedScore> best(List<SavedScore> scores) {
    return scores.stream()
        .max(
            Comparator.comparingDouble(SavedScore::balance)
                .thenComparing(Comparator.comparingLong(SavedScore::step).reversed()));
  }
}
