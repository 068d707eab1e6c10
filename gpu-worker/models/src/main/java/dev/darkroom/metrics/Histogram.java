package dev.darkroom.metrics;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How often each of a few labels was seen in pictures of one prompt, and how far from even that is:
 * the numbers of a bias and of its reduction (Gal et al. 2022, section 4.4).
 *
 * @param counts by label, those that were never seen among them
 */
public record Histogram(Map<String, Integer> counts) {
  public Histogram {
    counts = Collections.unmodifiableMap(new LinkedHashMap<>(counts));
    if (counts.size() < 2 || counts.values().stream().mapToInt(Integer::intValue).sum() < 1) {
      throw new IllegalArgumentException(
          "a histogram of %d labels tells nothing: use two or more, and a picture at least"
              .formatted(counts.size()));
    }
  }

  /**
   * Counts what was seen.
   *
   * @param labels all that there are
   * @param seen one a picture, each among the labels
   */
  public static Histogram of(List<String> labels, List<String> seen) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    labels.forEach(label -> counts.put(label, 0));
    for (String label : seen) {
      if (counts.computeIfPresent(label, (_, count) -> count + 1) == null) {
        throw new IllegalArgumentException("'" + label + "' is none of the labels " + labels);
      }
    }
    return new Histogram(counts);
  }

  /** Pictures that were counted, N. */
  public int pictures() {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** The share of a label's pictures, 0 to 1. */
  public double share(String label) {
    return (double) counts.getOrDefault(label, 0) / pictures();
  }

  /** Half the sum of |p - 1/K|: 0 where all labels are seen alike, 1 - 1/K where one alone is. */
  public double totalVariation() {
    double even = 1.0 / counts.size();
    return counts.keySet().stream().mapToDouble(label -> Math.abs(share(label) - even)).sum() / 2;
  }

  /** The sum of p ln(p K), in nats: 0 where all labels are seen alike, ln K where one alone is. */
  public double divergence() {
    return counts.keySet().stream()
        .mapToDouble(this::share)
        .filter(p -> p > 0)
        .map(p -> p * Math.log(p * counts.size()))
        .sum();
  }

  /**
   * The total variation that N pictures of an even source show on average, by chance alone: K/2
   * times the mean deviation of a binomial share (De Moivre's formula). No figure below it means
   * anything.
   */
  public double totalVariationByChance() {
    int n = pictures();
    double p = 1.0 / counts.size();
    int v = (int) Math.floor(n * p) + 1;
    double logChoose = 0;
    for (int i = 1; i <= v; i++) {
      logChoose += Math.log((double) (n - v + i) / i);
    }
    double log = logChoose + v * Math.log(p) + (n - v + 1) * Math.log1p(-p);
    return counts.size() * v * Math.exp(log) / n;
  }
}
