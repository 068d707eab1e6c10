package dev.darkroom.deploy.cli.pool;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How many workers a pool should have, as an operator sets it: all of it together. */
final class ScaleOptions {
  @Option(
      names = "--scale-min",
      paramLabel = "N",
      description = "Workers that stay though nothing waits; 0.")
  @Nullable Integer min;

  @Option(
      names = "--scale-max",
      paramLabel = "N",
      description = "Workers that are never exceeded; 100.")
  @Nullable Integer max;

  @Option(
      names = "--target-wait",
      paramLabel = "S",
      description = "Seconds that a job should wait at most; 60.")
  @Nullable Integer targetWait;

  @Option(
      names = "--warm-up",
      paramLabel = "S",
      description = "Seconds from the wish for a worker to its first job; 30.")
  @Nullable Integer warmUp;

  @Option(
      names = "--scale-in-delay",
      paramLabel = "S",
      description = "Seconds for which fewer must do before there are fewer; 300.")
  @Nullable Integer scaleInDelay;

  @Option(
      names = "--scale-drains",
      description = "Drains the workers that are too many, the cheapest first.")
  boolean drain;

  /** The fields of the request's {@code scale}; empty where nothing was said. */
  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    put(fields, "min", min);
    put(fields, "max", max);
    put(fields, "target_wait_seconds", targetWait);
    put(fields, "warm_up_seconds", warmUp);
    put(fields, "scale_in_delay_seconds", scaleInDelay);
    put(fields, "drain", drain ? Boolean.TRUE : null);
    return fields;
  }

  private static void put(Map<String, Object> fields, String name, @Nullable Object value) {
    if (value != null) {
      fields.put(name, value);
    }
  }
}
