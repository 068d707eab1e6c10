package dev.darkroom.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Changes a model by pictures with captions.
 *
 * @param model the model, its version pinned
 * @param name of the model or LoRA that comes of it
 */
public record FineTuneSpec(
    ModelRef model, String name, Dataset dataset, Change change, TrainingPlan plan, Keeping keeping)
    implements JobSpec {
  /** Pictures of a dataset. */
  public static final int MAX_PICTURES = 10_000;

  /**
   * What it is trained on.
   *
   * @param resolution pixels of a side, or of the side of a square as large as each bucket
   * @param buckets whether pictures keep about their shape, in batches of one shape
   * @param flip how often a picture is mirrored, 0 to 1
   */
  public record Dataset(
      List<Picture> pictures, int resolution, boolean centerCrop, boolean buckets, double flip) {
    public Dataset {
      pictures = List.copyOf(pictures);
    }
  }

  /** What of the model is trained. */
  public enum Method {
    /** A low-rank change beside the weights. */
    LORA,
    /** A low-rank change from a few pictures of one subject, held to its class. */
    DREAMBOOTH,
    /** Every weight. */
    FULL;

    @JsonCreator
    public static Method parse(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }

    @JsonValue
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What is changed, and what holds it.
   *
   * @param adapter of {@link Method#LORA} and {@link Method#DREAMBOOTH}
   * @param prior of {@link Method#DREAMBOOTH}
   * @param trainTextEncoder whether the text encoder changes too
   */
  public record Change(
      Method method,
      Optional<Adapter> adapter,
      Optional<Prior> prior,
      Recipe recipe,
      boolean trainTextEncoder) {}

  /**
   * A low-rank change.
   *
   * @param alpha the change is multiplied by alpha/rank
   * @param dropout of its input, 0 to 1
   * @param targets the ends of the names of the modules that are changed
   */
  public record Adapter(int rank, double alpha, double dropout, List<String> targets) {
    public Adapter {
      targets = List.copyOf(targets);
    }
  }

  /**
   * Pictures of the subject's class that the model drew before, learned beside the subject's.
   *
   * @param instancePrompt names the subject
   * @param classPrompt names its class
   * @param images drawn of the class
   * @param weight of their loss
   */
  public record Prior(String instancePrompt, String classPrompt, int images, double weight) {}

  /**
   * How the loss is taken.
   *
   * @param snrGamma of min-SNR weighting; empty for none
   * @param noiseOffset strength of noise that a whole channel shares; 0 for none
   * @param maxGradNorm gradients are cut to
   * @param ema decay of the averaged weights; empty for none
   */
  public record Recipe(
      OptionalDouble snrGamma, double noiseOffset, double maxGradNorm, OptionalDouble ema) {}

  @Override
  public JobKind kind() {
    return JobKind.FINE_TUNE;
  }
}
