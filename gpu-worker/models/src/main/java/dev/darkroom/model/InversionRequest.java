package dev.darkroom.model;

import dev.darkroom.failure.ModelException;
import dev.darkroom.image.Rgb;
import dev.darkroom.training.RateCurve;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A word to be learned from pictures (Gal et al. 2022), and how.
 *
 * @param examples 1 to {@value #MAX_EXAMPLES} pictures of what the word shall mean
 * @param seed of everything random in the training
 */
public record InversionRequest(
    Word word,
    List<Example> examples,
    Prompts prompts,
    Preparation preparation,
    Descent descent,
    Variants variants,
    long seed) {
  public static final int MAX_EXAMPLES = 100;

  /** What stands for the word in a caption. */
  public static final String BLANK = "{}";

  /** Per-image words are for small sets: no study used more. */
  private static final int MAX_PER_IMAGE = 21;

  /**
   * The word.
   *
   * @param placeholder its token in prompts, {@code <my-cat>}
   * @param initializer a word of the model, one token long, whose vector all of them start from
   * @param vectors how many are learned
   */
  public record Word(String placeholder, String initializer, int vectors) {
    public Word {
      if (placeholder.isBlank() || placeholder.chars().anyMatch(Character::isWhitespace)) {
        throw ModelException.badRequest(
            "placeholder_token",
            "'%s' cannot be a word: use one without spaces, like <my-cat>".formatted(placeholder));
      }
      if (initializer.isBlank()) {
        throw ModelException.badRequest(
            "initializer_token", "the initializer is blank: use a word of the model's, like cat");
      }
      require("num_vectors", vectors >= 1 && vectors <= 64, vectors, "1 to 64");
    }
  }

  /**
   * A picture of the concept.
   *
   * @param caption in which {@link #BLANK} stands for the word
   */
  public record Example(Rgb picture, Optional<String> caption) {
    /** A picture without a caption of its own. */
    public static Example of(Rgb picture) {
      return new Example(picture, Optional.empty());
    }
  }

  /** The texts that a picture is learned under. */
  public enum Prompts {
    /** "a photo of a {}" and its like. */
    OBJECT,
    /** "a painting in the style of {}" and its like. */
    STYLE,
    /** Each picture's own caption. */
    CAPTIONS,
    /** The word alone, and nothing else. */
    BARE
  }

  /**
   * What is done to a picture before it is encoded: cut to a square if wished, made {@code
   * resolution} pixels wide and high by Pillow's bicubic filter, and mirrored now and then.
   *
   * @param resolution pixels, a multiple of the model's factor
   * @param flip how often it is mirrored, 0 to 1
   */
  public record Preparation(int resolution, boolean centerCrop, double flip) {
    public Preparation {
      require("resolution", resolution >= 8 && resolution <= 2048, resolution, "8 to 2048");
      require("flip", flip >= 0 && flip <= 1, flip, "0 to 1");
    }
  }

  /**
   * How the vectors move.
   *
   * @param steps updates
   * @param weightDecay of AdamW, on the learned vectors too, per unit of learning rate
   * @param checkpointing whether activations are computed twice to save memory
   */
  public record Descent(
      long steps,
      Batch batch,
      Rate rate,
      double weightDecay,
      Precision precision,
      boolean checkpointing) {
    public Descent {
      require("max_train_steps", steps >= 1 && steps <= 1_000_000, steps, "1 to 1000000");
      require("adam_weight_decay", weightDecay >= 0 && weightDecay <= 1, weightDecay, "0 to 1");
    }
  }

  /**
   * The pictures of a step.
   *
   * @param size pictures in a call
   * @param accumulation calls in a step
   * @param repeats of every picture in an epoch; matters to the order alone
   */
  public record Batch(int size, int accumulation, int repeats) {
    public Batch {
      require("train_batch_size", size >= 1 && size <= 64, size, "1 to 64");
      require(
          "gradient_accumulation_steps",
          accumulation >= 1 && accumulation <= 1024,
          accumulation,
          "1 to 1024");
      require("repeats", repeats >= 1 && repeats <= 10_000, repeats, "1 to 10000");
    }
  }

  /** Where the weights that are not learned are kept and computed with. The text encoder is F32. */
  public enum Precision {
    F32,
    BF16,
    F16
  }

  /**
   * The learning rate, and how it changes.
   *
   * @param scaled whether the base is multiplied by the pictures of a step
   * @param warmup steps
   */
  public record Rate(double base, boolean scaled, RateCurve curve, long warmup) {
    public Rate {
      require("learning_rate", base > 0 && base <= 10, base, "above 0, at most 10");
      require("lr_warmup_steps", warmup >= 0, warmup, "0 or more");
    }
  }

  /**
   * What the paper's study varied (section 5 and supplement), each on its own.
   *
   * @param progressive one vector more takes part every so many steps
   * @param regularisation weight of the squared distance to the initializer's vector
   * @param perImage how often a picture's prompt also names a word of that picture alone, learned
   *     with the other; 0.25 in the study
   */
  public record Variants(
      OptionalLong progressive, OptionalDouble regularisation, OptionalDouble perImage) {
    /** None of them. */
    public static final Variants NONE =
        new Variants(OptionalLong.empty(), OptionalDouble.empty(), OptionalDouble.empty());

    public Variants {
      progressive.ifPresent(every -> require("progressive", every >= 1, every, "1 or more steps"));
      regularisation.ifPresent(
          weight -> require("regularisation", weight > 0, weight, "above 0, or leave it out"));
      perImage.ifPresent(
          share -> require("per_image", share > 0 && share <= 1, share, "above 0, at most 1"));
    }
  }

  public InversionRequest {
    examples = List.copyOf(examples);
    require(
        "images",
        !examples.isEmpty() && examples.size() <= MAX_EXAMPLES,
        examples.size(),
        "1 to " + MAX_EXAMPLES + " pictures");
    if (prompts == Prompts.CAPTIONS) {
      for (int i = 0; i < examples.size(); i++) {
        requireBlank(i, examples.get(i).caption());
      }
    }
    if (variants.perImage().isPresent() && examples.size() > MAX_PER_IMAGE) {
      throw ModelException.badRequest(
          "per_image",
          "a word for each of %d pictures is too many: use at most %d pictures"
              .formatted(examples.size(), MAX_PER_IMAGE));
    }
  }

  private static void requireBlank(int index, Optional<String> caption) {
    if (caption.filter(text -> text.contains(BLANK)).isEmpty()) {
      throw ModelException.badRequest(
          "captions",
          "picture %d has %s: give each a caption in which %s stands for the word"
              .formatted(
                  index + 1,
                  caption.map(text -> "the caption '" + text + "'").orElse("no caption"),
                  BLANK));
    }
  }

  private static void require(String param, boolean holds, Number found, String right) {
    if (!holds) {
      throw ModelException.badRequest(
          param, param + " " + found + " is not possible: use " + right);
    }
  }
}
