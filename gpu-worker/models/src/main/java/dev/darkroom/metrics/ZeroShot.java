package dev.darkroom.metrics;

import java.util.List;

/**
 * Tells pictures apart by texts alone (Radford et al. 2021, section 3.1): each gets the label whose
 * text's features lie nearest.
 */
public final class ZeroShot {
  private final List<String> labels;
  private final double[][] directions; // (K, D)

  /**
   * A choice between labels.
   *
   * @param texts features of a text each, by the network that sees the pictures
   */
  public ZeroShot(List<String> labels, List<float[]> texts) {
    if (labels.size() != texts.size() || labels.size() < 2) {
      throw new IllegalArgumentException(
          "%d texts for %d labels are no choice: use one each of two or more"
              .formatted(texts.size(), labels.size()));
    }
    this.labels = List.copyOf(labels);
    this.directions = Features.of(texts).directions();
  }

  /** The label of each picture, by its features. */
  public List<String> labels(List<float[]> pictures) {
    return List.of(Features.of(pictures).directions()).stream().map(this::label).toList();
  }

  private String label(double[] picture) {
    int best = 0;
    for (int k = 1; k < directions.length; k++) {
      if (Vectors.dot(directions[k], picture) > Vectors.dot(directions[best], picture)) {
        best = k;
      }
    }
    return labels.get(best);
  }
}
