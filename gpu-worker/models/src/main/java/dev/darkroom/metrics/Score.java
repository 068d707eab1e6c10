package dev.darkroom.metrics;

import java.util.OptionalDouble;

/**
 * A number with what it means.
 *
 * @param metric the metric's name, or that of one of its parts
 * @param deviation over the subsets it is a mean of, where it is one
 * @param definition how it is computed, by which network, so that nobody compares what differs
 * @param pictures that were scored
 * @param against pictures or texts that they were compared with
 */
public record Score(
    String metric,
    double value,
    OptionalDouble deviation,
    String definition,
    int pictures,
    int against) {

  static Score of(String metric, double value, String definition, int pictures, int against) {
    return new Score(metric, value, OptionalDouble.empty(), definition, pictures, against);
  }
}
