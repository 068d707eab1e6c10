package dev.darkroom.model;

import dev.darkroom.training.Training;

/**
 * How one step of a training went.
 *
 * @param step counted from 1
 * @param smoothedLoss running mean of the losses so far
 * @param learningRate of this step
 * @param gradientNorm over everything that is trained, before clipping
 * @param skipped whether the gradients were not finite, so that nothing moved
 */
public record StepReport(
    long step,
    double loss,
    double smoothedLoss,
    double learningRate,
    double gradientNorm,
    boolean skipped) {
  /** What a training says of its last step. */
  public static StepReport of(Training.Step step) {
    return new StepReport(
        step.number() + 1,
        step.loss(),
        step.smoothed(),
        step.rate(),
        step.gradientNorm(),
        step.skipped());
  }

  /** The same, counted on after so many steps of what went before. */
  public StepReport after(long before) {
    return new StepReport(step + before, loss, smoothedLoss, learningRate, gradientNorm, skipped);
  }
}
