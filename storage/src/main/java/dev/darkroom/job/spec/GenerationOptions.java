package dev.darkroom.job.spec;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How a generation differs from the plain case: PNG files of pictures that the model as it is draws
 * from a prompt and noise.
 *
 * @param loras adaptations of the model's weights, all at once
 */
public record GenerationOptions(
    PictureSource source,
    Optional<Variation> variation,
    Tuning tuning,
    List<LoraRef> loras,
    PictureFormat format) {
  /** LoRAs of one job. */
  public static final int MAX_LORAS = 16;

  /** The plain case. */
  public static final GenerationOptions PLAIN =
      new GenerationOptions(
          new PictureSource.Noise(), Optional.empty(), Tuning.NONE, List.of(), PictureFormat.PNG);

  public GenerationOptions {
    loras = List.copyOf(loras);
  }

  /**
   * A second seed that the first noise of every picture is drawn towards; picture {@code k} uses
   * {@code seed + k}.
   *
   * @param strength 0 (the job's own seed) to 1 (this one)
   */
  public record Variation(long seed, double strength) {}

  /**
   * Finer settings of text and sampler.
   *
   * @param clipSkip how many of the text encoder's last layers are left out
   * @param guidanceRescale share, 0 to 1, of the guided output that gets the unguided one's
   *     deviation
   * @param eta share, 0 to 1, of DDPM's noise that DDIM draws at every step
   * @param syntax empty for {@link PromptSyntax#WEIGHTED}
   */
  public record Tuning(
      int clipSkip,
      double guidanceRescale,
      double eta,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<PromptSyntax> syntax) {
    /** None of them. */
    public static final Tuning NONE = new Tuning(0, 0, 0);

    public Tuning {
      syntax = syntax.filter(s -> s != PromptSyntax.WEIGHTED);
    }

    /** With weights in prompts. */
    public Tuning(int clipSkip, double guidanceRescale, double eta) {
      this(clipSkip, guidanceRescale, eta, Optional.empty());
    }
  }

  /** What brackets and the like mean in prompts. */
  public enum PromptSyntax {
    /** Weights and their like, in prompts of any length. */
    WEIGHTED,
    /** Themselves; what is longer than the text encoder reads is cut. */
    PLAIN;

    @JsonCreator
    public static PromptSyntax parse(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }

    @JsonValue
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
