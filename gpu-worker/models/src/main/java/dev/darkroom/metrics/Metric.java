package dev.darkroom.metrics;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** A number of pictures, by the name that commands and jobs use. */
public enum Metric {
  CLIP_SCORE,
  TEXT_SIMILARITY,
  IMAGE_SIMILARITY,
  CLIP_FD,
  FID,
  /** Over Inception's features where that is given, else over CLIP's. */
  KID,
  /** As {@link #KID}. */
  PRECISION_RECALL;

  /** What must be given for a metric. */
  public enum Need {
    /** A CLIP model. */
    CLIP,
    /** The weights of TensorFlow's Inception. */
    INCEPTION,
    /** Pictures to compare with. */
    AGAINST,
    /** What the pictures are to show. */
    PROMPTS
  }

  /** The name outside of Java, as in {@code clip_score}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  public Set<Need> needs() {
    return switch (this) {
      case CLIP_SCORE, TEXT_SIMILARITY -> Set.of(Need.CLIP, Need.PROMPTS);
      case IMAGE_SIMILARITY, CLIP_FD -> Set.of(Need.CLIP, Need.AGAINST);
      case FID -> Set.of(Need.INCEPTION, Need.AGAINST);
      case KID, PRECISION_RECALL -> Set.of(Need.AGAINST);
    };
  }

  /**
   * The metric of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Metric of(String id) {
    return Arrays.stream(values())
        .filter(metric -> metric.id().equals(id))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "'%s' is no metric: use %s"
                    .formatted(
                        id,
                        Arrays.stream(values())
                            .map(Metric::id)
                            .collect(Collectors.joining(", ")))));
  }
}
