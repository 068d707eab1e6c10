package dev.darkroom.scheduler.core.cost;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a cost class tells of its jobs by its name, {@code kind/model@version/WIDTHxHEIGHT}: which
 * other classes are like it.
 *
 * @param model without its version
 * @param pixels of one picture, where the class names a size
 */
record CostClass(String kind, String model, OptionalDouble pixels) {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,6})x(\\d{1,6})");

  static CostClass parse(String name) {
    List<String> parts = Arrays.asList(name.split("/", -1));
    String model = parts.size() > 1 ? parts.get(1) : "";
    int version = model.indexOf('@');
    return new CostClass(
        parts.getFirst(),
        version < 0 ? model : model.substring(0, version),
        parts.stream()
            .map(SIZE::matcher)
            .filter(Matcher::matches)
            .mapToDouble(
                size -> Double.parseDouble(size.group(1)) * Integer.parseInt(size.group(2)))
            .filter(pixels -> pixels > 0)
            .findFirst());
  }

  boolean sameKind(CostClass other) {
    return kind.equals(other.kind);
  }

  boolean sameModel(CostClass other) {
    return sameKind(other) && model.equals(other.model);
  }

  /** How much longer than a job of {@code other} this one takes, by the size of its pictures. */
  double timesLonger(CostClass other) {
    return pixels.isPresent() && other.pixels.isPresent()
        ? pixels.getAsDouble() / other.pixels.getAsDouble()
        : 1;
  }
}
