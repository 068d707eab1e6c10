package dev.darkroom.worker.train;

import dev.darkroom.job.Keeping;
import java.util.Optional;

/**
 * Where a training stands between two savings: what decides about its end and its result, kept in
 * every checkpoint.
 *
 * @param bestLoss the lowest smoothed loss at a saving so far
 * @param stale savings in a row without a better one
 * @param best the saving with the highest scores
 * @param latest the last saving
 */
record Course(
    Optional<Double> bestLoss, int stale, Optional<Saving> best, Optional<Saving> latest) {
  static final Course START = new Course(Optional.empty(), 0, Optional.empty(), Optional.empty());

  /**
   * After another saving.
   *
   * @param minDelta by how much a loss must be lower to count
   */
  Course after(Saving saving, double smoothedLoss, double minDelta) {
    boolean better = bestLoss.isEmpty() || smoothedLoss < bestLoss.get() - minDelta;
    boolean best = this.best.isEmpty() || saving.mean() > this.best.get().mean();
    return new Course(
        better ? Optional.of(smoothedLoss) : bestLoss,
        better ? 0 : stale + 1,
        best ? Optional.of(saving) : this.best,
        Optional.of(saving));
  }

  /** Whether the training has come to rest. */
  boolean isOver(Optional<Keeping.EarlyStop> stop) {
    return stop.filter(s -> stale >= s.patience()).isPresent();
  }
}
