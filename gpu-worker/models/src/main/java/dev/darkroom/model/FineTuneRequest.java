package dev.darkroom.model;

import dev.darkroom.embedding.LearnedWord;
import dev.darkroom.failure.ModelException;
import dev.darkroom.image.Buckets;
import dev.darkroom.image.Rgb;
import dev.darkroom.model.InversionRequest.Batch;
import dev.darkroom.model.InversionRequest.Precision;
import dev.darkroom.model.InversionRequest.Rate;
import dev.darkroom.nn.LowRank;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Weights to be learned from pictures with captions, and how.
 *
 * @param lineage what the result says of where it comes from
 * @param seed of everything random in the training
 */
public record FineTuneRequest(
    Method method,
    Material material,
    Descent descent,
    Objective objective,
    Lineage lineage,
    long seed) {
  /** No training looks at more pictures. */
  public static final int MAX_EXAMPLES = 10_000;

  /** What is trained, and around what. */
  public sealed interface Method permits Tuned, DreamBooth {
    /** What is trained. */
    Tuned tuned();
  }

  /** The weights that are trained. */
  public sealed interface Tuned extends Method permits Lora, Full {
    @Override
    default Tuned tuned() {
      return this;
    }

    /** Whether the text encoder learns too. */
    boolean trainsText();
  }

  /** Low-rank changes beside some layers (Hu et al. 2021); the model itself stays. */
  public record Lora(LowRank.Rule rule, Set<Target> targets) implements Tuned {
    /** No published adaptation is of a higher rank. */
    private static final int MAX_RANK = 1_024;

    public Lora {
      require("rank", rule.rank() <= MAX_RANK, rule.rank(), "1 to " + MAX_RANK);
      if (targets.isEmpty()) {
        throw ModelException.badRequest(
            "target_modules", "no layer is named: use some of " + List.of(Target.values()));
      }
      targets = Collections.unmodifiableSet(EnumSet.copyOf(targets)); // told in one order
    }

    /** As diffusers' script begins: rank 4, alpha 4, the attention of the UNet. */
    public static Lora usual() {
      return of(4, Set.of(Target.UNET_ATTENTION));
    }

    /** A rank, alpha as large, no dropout. */
    public static Lora of(int rank, Set<Target> targets) {
      return new Lora(
          new LowRank.Rule(rank, rank, LowRank.Dropout.NONE, LowRank.Start.GAUSSIAN), targets);
    }

    @Override
    public boolean trainsText() {
      return targets.contains(Target.TEXT_ATTENTION);
    }
  }

  /** The layers that changes may stand beside. */
  public enum Target {
    /** Queries, keys, values and outputs of the UNet's attention. */
    UNET_ATTENTION,
    /** Every other linear layer or 1×1 convolution of the UNet's transformers. */
    UNET_FEED_FORWARD,
    /** The convolutions of the UNet's residual blocks and those between levels. */
    UNET_CONVOLUTIONS,
    /** Queries, keys, values and outputs of the text encoder's attention. */
    TEXT_ATTENTION;

    /** All of the UNet. */
    public static Set<Target> ofUNet() {
      return EnumSet.of(UNET_ATTENTION, UNET_FEED_FORWARD, UNET_CONVOLUTIONS);
    }
  }

  /**
   * Every weight of the UNet.
   *
   * @param trainsText whether the text encoder's too
   * @param ema greatest share of its running mean that stays at a step, which is then the result
   */
  public record Full(boolean trainsText, OptionalDouble ema) implements Tuned {
    public Full {
      ema.ifPresent(decay -> require("ema_decay", decay >= 0 && decay < 1, decay, "0 to 0.9999"));
    }
  }

  /**
   * A subject under a prompt of its own (Ruiz et al. 2022, DreamBooth).
   *
   * @param prompt for every picture without a caption, {@code a photo of sks dog}
   */
  public record DreamBooth(Tuned tuned, String prompt, Optional<Prior> prior) implements Method {
    public DreamBooth {
      if (prompt.isBlank()) {
        throw ModelException.badRequest(
            "instance_prompt", "the prompt is blank: use one like 'a photo of sks dog'");
      }
    }
  }

  /**
   * Keeps what the model knows of the subject's class: half of each batch are pictures of the
   * class.
   *
   * @param pictures what there is of them; the model draws what is missing
   * @param count how many there shall be
   * @param weight of their loss
   * @param sampling how missing ones are drawn
   */
  public record Prior(
      String prompt,
      List<Supplier<Rgb>> pictures,
      int count,
      double weight,
      SamplingSettings sampling) {
    public Prior {
      pictures = List.copyOf(pictures);
      require("num_class_images", count >= 1 && count <= 10_000, count, "1 to 10000");
      require("prior_loss_weight", weight > 0 && weight <= 100, weight, "above 0, at most 100");
      if (prompt.isBlank()) {
        throw ModelException.badRequest(
            "class_prompt", "the prompt is blank: use one like 'a photo of a dog'");
      }
    }
  }

  /**
   * A picture and its caption.
   *
   * @param picture decoded when it is first needed, always to the same pixels
   * @param size of it, known before it is decoded
   * @param digest by which checkpoints know it again, SHA-256 of its file mostly
   */
  public record Example(Supplier<Rgb> picture, Size size, String caption, String digest) {}

  /**
   * What is learned from.
   *
   * @param flip how often a picture is mirrored, 0 to 1
   * @param words learned ones that captions may use; they stay as they are
   */
  public record Material(
      List<Example> examples, Buckets buckets, double flip, List<LearnedWord> words) {
    public Material {
      examples = List.copyOf(examples);
      words = List.copyOf(words);
      require(
          "images",
          !examples.isEmpty() && examples.size() <= MAX_EXAMPLES,
          examples.size(),
          "1 to " + MAX_EXAMPLES + " pictures");
      require("flip", flip >= 0 && flip <= 1, flip, "0 to 1");
    }
  }

  /**
   * How the weights move.
   *
   * @param steps updates
   * @param textRate what the rate is multiplied by for the text encoder
   * @param weightDecay of AdamW, per unit of learning rate
   * @param clip greatest norm of all gradients together
   * @param checkpointing whether activations are computed twice to save memory
   */
  public record Descent(
      long steps,
      Batch batch,
      Rate rate,
      double textRate,
      double weightDecay,
      double clip,
      Precision precision,
      boolean checkpointing) {
    public Descent {
      require("max_train_steps", steps >= 1 && steps <= 1_000_000, steps, "1 to 1000000");
      require("text_encoder_rate", textRate >= 0 && textRate <= 100, textRate, "0 to 100");
      require("adam_weight_decay", weightDecay >= 0 && weightDecay <= 1, weightDecay, "0 to 1");
      require("max_grad_norm", clip > 0, clip, "above 0");
    }
  }

  /**
   * What is asked of the denoiser beyond its plain loss.
   *
   * @param minSnr γ of Hang et al. 2023, by which easy times weigh less; 5 in the paper
   * @param noiseOffset share of noise that is the same all over a channel
   * @param inputPerturbation share of further noise that the denoiser is not asked for (Ning et al.
   *     2023); 0.1 in the paper
   * @param emptyCaptions how often a caption is left out, for guidance
   */
  public record Objective(
      OptionalDouble minSnr, double noiseOffset, double inputPerturbation, double emptyCaptions) {
    /** The plain loss. */
    public static final Objective PLAIN = new Objective(OptionalDouble.empty(), 0, 0, 0);

    public Objective {
      minSnr.ifPresent(gamma -> require("snr_gamma", gamma > 0, gamma, "above 0, as 5"));
      require("noise_offset", noiseOffset >= 0 && noiseOffset <= 1, noiseOffset, "0 to 1");
      require(
          "input_perturbation",
          inputPerturbation >= 0 && inputPerturbation <= 1,
          inputPerturbation,
          "0 to 1");
      require(
          "empty_captions", emptyCaptions >= 0 && emptyCaptions < 1, emptyCaptions, "0 to 0.99");
    }
  }

  /**
   * Where a result comes from.
   *
   * @param base the model that it began from, by name and digest
   * @param dataset SHA-256 over the data set
   */
  public record Lineage(String base, String dataset) {}

  private static void require(String param, boolean holds, Number found, String right) {
    if (!holds) {
      throw ModelException.badRequest(
          param, param + " " + found + " is not possible: use " + right);
    }
  }
}
