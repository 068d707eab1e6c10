package dev.darkroom.training;

import dev.darkroom.random.TorchRandom;

/**
 * The random stream of one step of one task: a function of both, so that resuming needs no saved
 * state.
 */
public final class StepRandom {
  private StepRandom() {}

  public static TorchRandom of(long seed, long step) {
    long mixed = seed * 0x9E3779B97F4A7C15L + step * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 30)) * 0x94D049BB133111EBL;
    return TorchRandom.seeded((mixed ^ (mixed >>> 31)) & 0xFFFFFFFFL);
  }
}
