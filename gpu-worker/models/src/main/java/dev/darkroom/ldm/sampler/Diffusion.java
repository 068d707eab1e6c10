package dev.darkroom.ldm.sampler;

/**
 * What a model brings to every sampler: the noise it was trained with, what its output means, and
 * which training steps it wants to be asked about.
 *
 * @param stepsOffset added to the times of {@link Spacing#LEADING}, in training steps
 */
public record Diffusion(
    NoiseSchedule noise, Prediction prediction, Spacing spacing, int stepsOffset) {

  /** T, the number of training steps. */
  int trainSteps() {
    return noise.trainSteps();
  }
}
