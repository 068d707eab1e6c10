package dev.darkroom.ldm.sampler;

/** The noise level at which a run ends. */
public enum FinalSigma {
  /** No noise at all. */
  ZERO,
  /** That of the first training step, a trace of noise. */
  LOWEST
}
