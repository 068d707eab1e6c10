package dev.darkroom.metrics;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is to be measured.
 *
 * @param of the pictures that are scored
 * @param against the pictures that they are compared with
 * @param prompts one for all pictures, or one a picture in their order; empty if none is needed
 * @param placeholder a learned word, which is cut out of the prompts before texts are compared
 * @param kid the subsets of the kernel distance
 */
public record MetricRequest(
    Set<Metric> metrics,
    PictureSet of,
    Optional<PictureSet> against,
    List<String> prompts,
    Optional<String> placeholder,
    Kid.Plan kid) {
  public MetricRequest {
    metrics = Set.copyOf(metrics);
    prompts = List.copyOf(prompts);
    if (metrics.isEmpty()) {
      throw new IllegalArgumentException("no metric is named: name at least one");
    }
    if (prompts.size() > 1 && prompts.size() != of.count()) {
      throw new IllegalArgumentException(
          "%d prompts for %d pictures: one for all, or one a picture in the order of their names"
              .formatted(prompts.size(), of.count()));
    }
  }

  /** What picture {@code i} is to show, without the learned word. */
  String text(int i) {
    String prompt = prompts.get(prompts.size() == 1 ? 0 : i);
    return placeholder.map(word -> prompt.replace(word, "")).orElse(prompt);
  }

  boolean has(Metric.Need need) {
    return switch (need) {
      case AGAINST -> against.isPresent();
      case PROMPTS -> !prompts.isEmpty();
      case CLIP, INCEPTION -> true; // networks are not the request's
    };
  }
}
