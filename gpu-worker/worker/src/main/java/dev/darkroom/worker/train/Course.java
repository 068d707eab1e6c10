package dev.darkroom.worker.train;

import dev.darkroom.job.spec.Keeping;
import dev.darkroom.training.Plateau;
import dev.darkroom.training.SavedScore;
import java.util.Optional;

/**
 * Where a training stands between two savings: what decides about its end and its result, kept in
 * every checkpoint.
 *
 * @param rest counts savings that brought nothing; empty where the training never ends early
 * @param best the saving with the highest scores, the first one where nothing scores
 * @param latest the last saving
 */
record Course(Optional<Plateau> rest, Optional<Saving> best, Optional<Saving> latest) {

  /** Before the first saving. */
  static Course begin(Keeping keeping) {
    return new Course(
        keeping.earlyStop().map(stop -> Plateau.of(stop.patience(), stop.minDelta())),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * After another saving. A training whose savings are scored has come to rest when its scores
   * have; a low loss alone says little of pictures. Without scores the loss must do.
   */
  Course after(Saving saving, double smoothedLoss) {
    double lack = saving.score().map(SavedScore::balance).map(b -> 1 - b).orElse(smoothedLoss);
    boolean isBest = best.isEmpty() || saving.isBetterThan(best.get());
    return new Course(
        rest.map(plateau -> plateau.next(lack)),
        isBest ? Optional.of(saving) : best,
        Optional.of(saving));
  }

  /** Whether the training has come to rest. */
  boolean isOver() {
    return rest.filter(Plateau::reached).isPresent();
  }
}
