package dev.darkroom.lora;

import dev.darkroom.failure.ModelException;

/**
 * An adaptation and how much of it: W + weight · ΔW.
 *
 * @param weight mostly 0 to 1; negative turns it around
 */
public record LoraUse(Lora lora, double weight) {
  /** No weight is further from 0. */
  public static final double MAX_WEIGHT = 100;

  public LoraUse {
    if (!(Math.abs(weight) <= MAX_WEIGHT)) {
      throw ModelException.badRequest(
          "loras",
          "LoRA weight %s is not in -%.0f to %.0f".formatted(weight, MAX_WEIGHT, MAX_WEIGHT));
    }
  }
}
