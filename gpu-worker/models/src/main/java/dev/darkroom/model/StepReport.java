package dev.darkroom.model;

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
    boolean skipped) {}
