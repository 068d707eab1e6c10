package dev.darkroom.job.spec;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;

/**
 * How a training goes, whatever is trained.
 *
 * @param steps updates of what is trained
 * @param weightDecay of AdamW, per unit of learning rate
 * @param seed of everything random in it
 */
public record TrainingPlan(
    int steps, Batch batch, Rate rate, double weightDecay, Machine machine, long seed) {

  /**
   * The pictures of a step.
   *
   * @param size pictures in a call
   * @param accumulation calls in a step
   * @param repeats of every picture in an epoch
   */
  public record Batch(int size, int accumulation, int repeats) {}

  /**
   * The learning rate, and how it changes.
   *
   * @param scaled whether the base is multiplied by the pictures of a step
   * @param scheduler its name in diffusers' scripts
   * @param warmup steps
   */
  public record Rate(double base, boolean scaled, String scheduler, int warmup) {
    /** What {@code scheduler} may be. */
    public static final List<String> SCHEDULERS =
        List.of(
            "constant",
            "constant_with_warmup",
            "linear",
            "cosine",
            "cosine_with_restarts",
            "polynomial");
  }

  /**
   * What it computes with.
   *
   * @param precision of the weights that are not trained
   * @param checkpointing whether activations are computed twice to save memory
   * @param threads of one operation; one gives equal results bit for bit
   */
  public record Machine(Precision precision, boolean checkpointing, int threads) {}

  /** Where the weights that are not trained are kept and computed with. */
  public enum Precision {
    NO,
    BF16,
    FP16;

    @JsonCreator
    public static Precision parse(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }

    @JsonValue
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
