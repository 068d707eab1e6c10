package dev.darkroom.job.spec;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.darkroom.job.id.ModelRef;
import java.util.List;
import java.util.Locale;

/**
 * Scores pictures.
 *
 * @param model the CLIP that looks at them, its version pinned
 * @param of the pictures that are scored; a caption is the prompt that one was drawn from
 * @param against the pictures that they are held against; empty where no metric asks for any
 */
public record EvaluationSpec(
    ModelRef model, List<Metric> metrics, List<Picture> of, List<Picture> against)
    implements JobSpec {
  /** Pictures of one side. */
  public static final int MAX_PICTURES = 10_000;

  public EvaluationSpec {
    metrics = List.copyOf(metrics);
    of = List.copyOf(of);
    against = List.copyOf(against);
  }

  /** What is measured. */
  public enum Metric {
    /** How well pictures fit their captions. */
    CLIP_SCORE,
    /** Mean cosine of all pairs of a picture and one it is held against. */
    IMAGE_SIMILARITY,
    /** Mean cosine of each picture and its caption. */
    TEXT_SIMILARITY,
    /** Fréchet distance of CLIP's features. */
    CLIP_FD,
    /** Kernel distance of CLIP's features. */
    KID;

    /** Whether it needs other pictures to hold these against. */
    public boolean compares() {
      return switch (this) {
        case IMAGE_SIMILARITY, CLIP_FD, KID -> true;
        case CLIP_SCORE, TEXT_SIMILARITY -> false;
      };
    }

    @JsonCreator
    public static Metric parse(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }

    @JsonValue
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Override
  public JobKind kind() {
    return JobKind.EVALUATION;
  }
}
