package dev.darkroom.job.spec;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.darkroom.job.id.ModelRef;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Teaches a model a word from pictures (Gal et al. 2022).
 *
 * @param model the model, its version pinned
 */
public record InversionSpec(
    ModelRef model, Word word, Lesson lesson, TrainingPlan plan, Keeping keeping, Study study)
    implements JobSpec {
  /** Pictures that a word may be learned from. */
  public static final int MAX_PICTURES = 100;

  /**
   * The word.
   *
   * @param placeholder its token in prompts, {@code <my-cat>}
   * @param initializer a word of the model's whose vector it starts from
   * @param vectors how many are learned
   */
  public record Word(String placeholder, String initializer, int vectors) {
    /** The placeholder without its brackets. */
    public String name() {
      return placeholder.substring(1, placeholder.length() - 1);
    }
  }

  /**
   * What it is learned from.
   *
   * @param prompts the texts that a picture is learned under
   * @param resolution pixels that every picture is made wide and high
   * @param flip how often a picture is mirrored, 0 to 1
   */
  public record Lesson(
      List<Picture> pictures, Prompts prompts, int resolution, boolean centerCrop, double flip) {
    public Lesson {
      pictures = List.copyOf(pictures);
    }
  }

  /** The texts that a picture is learned under. */
  public enum Prompts {
    /** "a photo of a …" and its like. */
    OBJECT,
    /** "a painting in the style of …" and its like. */
    STYLE,
    /** Each picture's own caption. */
    CAPTIONS,
    /** The word alone. */
    BARE;

    @JsonCreator
    public static Prompts parse(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }

    @JsonValue
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What is trained, and what for. */
  public enum Method {
    /** A word, and nothing of the model. */
    TEXTUAL_INVERSION,
    /** A word, whose pictures' first noise is then found, so that a prompt can change them. */
    BIPARTITE,
    /** A word, and then a LoRA around it, which is called as it is. */
    PIVOTAL;

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
   * What the paper's study varied, each on its own.
   *
   * @param progressive one vector more takes part every so many steps
   * @param regularization weight of the squared distance to the initializer's vector
   * @param perImage how often a prompt also names a word of its picture alone
   */
  public record Study(
      Method method,
      OptionalInt progressive,
      OptionalDouble regularization,
      OptionalDouble perImage,
      Optional<Tuning> tuning) {}

  /**
   * The second half of {@link Method#PIVOTAL}: the model is changed around the learned word.
   *
   * @param rank of the change to each weight
   */
  public record Tuning(int steps, double learningRate, int rank) {}

  /** Steps of all that is trained. */
  public int steps() {
    return plan.steps() + study.tuning().map(Tuning::steps).orElse(0);
  }

  @Override
  public JobKind kind() {
    return JobKind.INVERSION;
  }
}
