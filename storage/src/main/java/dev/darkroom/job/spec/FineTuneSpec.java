package dev.darkroom.job.spec;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.darkroom.job.id.ModelRef;
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

  /** Pictures that a spec names one by one; more come in an archive or below a prefix. */
  public static final int MAX_LISTED = 1_000;

  /**
   * What it is trained on.
   *
   * @param resolution pixels of a side, or of the side of a square as large as each bucket
   * @param buckets whether pictures keep about their shape, in batches of one shape
   * @param flip how often a picture is mirrored, 0 to 1
   * @param words learned ones that captions and prompts use
   */
  public record Dataset(
      Source source, int resolution, boolean buckets, double flip, List<WordRef> words) {
    public Dataset {
      words = List.copyOf(words);
    }
  }

  /** Where the pictures and their captions lie. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "in")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Source.Listed.class, name = "list"),
    @JsonSubTypes.Type(value = Source.Archive.class, name = "archive"),
    @JsonSubTypes.Type(value = Source.Prefix.class, name = "prefix")
  })
  public sealed interface Source {
    /** One by one, each with its caption. */
    record Listed(List<Picture> pictures) implements Source {
      public Listed {
        pictures = List.copyOf(pictures);
      }
    }

    /** A zip file with pictures and captions. */
    record Archive(Picture zip) implements Source {}

    /** Every object of the farm's bucket whose key begins so, captions among them. */
    record Prefix(String prefix) implements Source {}
  }

  /** What of the model is trained. */
  public enum Method {
    /** A low-rank change beside the weights. */
    LORA,
    /** A few pictures of one subject under a prompt of its own, held to its class. */
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
   * @param adapter empty where every weight is trained
   * @param subject of {@link Method#DREAMBOOTH}
   * @param trainTextEncoder whether the text encoder changes too
   */
  public record Change(
      Method method,
      Optional<Adapter> adapter,
      Optional<Subject> subject,
      Recipe recipe,
      boolean trainTextEncoder) {}

  /** The layers of the UNet that a low-rank change stands beside. */
  public enum Target {
    ATTENTION,
    FEED_FORWARD,
    CONVOLUTIONS;

    @JsonCreator
    public static Target parse(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }

    @JsonValue
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A low-rank change.
   *
   * @param alpha the change is multiplied by alpha/rank
   * @param dropout of its input, 0 to 1
   */
  public record Adapter(int rank, double alpha, double dropout, List<Target> targets) {
    public Adapter {
      targets = List.copyOf(targets);
    }
  }

  /**
   * What DreamBooth teaches.
   *
   * @param prompt names the subject, for every picture without a caption
   */
  public record Subject(String prompt, Optional<Prior> prior) {}

  /**
   * Pictures of the subject's class, learned beside the subject's.
   *
   * @param prompt names the class
   * @param given what there is of them; the model draws what is missing
   * @param images how many there shall be
   * @param weight of their loss
   */
  public record Prior(String prompt, List<Picture> given, int images, double weight) {
    public Prior {
      given = List.copyOf(given);
    }
  }

  /**
   * How the loss is taken.
   *
   * @param snrGamma of min-SNR weighting; empty for none
   * @param noiseOffset strength of noise that a whole channel shares; 0 for none
   * @param inputPerturbation share of noise that is not asked for; 0 for none
   * @param emptyCaptions how often a caption is left out, 0 to 1
   * @param textRate what the learning rate is multiplied by for the text encoder
   * @param maxGradNorm gradients are cut to
   * @param ema decay of the averaged weights; empty for none
   */
  public record Recipe(
      OptionalDouble snrGamma,
      double noiseOffset,
      double inputPerturbation,
      double emptyCaptions,
      double textRate,
      double maxGradNorm,
      OptionalDouble ema) {}

  @Override
  public JobKind kind() {
    return JobKind.FINE_TUNE;
  }
}
