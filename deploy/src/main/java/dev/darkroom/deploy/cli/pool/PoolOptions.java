package dev.darkroom.deploy.cli.pool;

import dev.darkroom.deploy.cli.common.CommandFailure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What an operator sets of a pool. */
final class PoolOptions {
  @Option(
      names = "--max-queued",
      paramLabel = "N",
      description = "Waiting jobs beyond which submits are refused.")
  @Nullable Integer maxQueued;

  @Option(
      names = "--kind",
      paramLabel = "K",
      split = ",",
      description = "Kinds of job that its workers run; others are refused. Default: all.")
  List<String> kinds = new ArrayList<>();

  @Option(
      names = "--model",
      paramLabel = "M",
      split = ",",
      description = "Models that its workers run; jobs of others are refused. Default: all.")
  List<String> models = new ArrayList<>();

  @Option(
      names = "--memory-bytes",
      paramLabel = "B",
      description = "What a model may occupy on its largest worker.")
  @Nullable Long memoryBytes;

  @Option(
      names = "--label",
      paramLabel = "K=V",
      description = "A label that workers of it have; once for each value.")
  List<String> labels = new ArrayList<>();

  @Option(
      names = "--any",
      description = "Takes back what was declared of kinds, models, memory and labels.")
  boolean any;

  @Option(
      names = "--sleep",
      paramLabel = "W",
      description =
          "When it gives nothing out: 22:00-06:00, or mon,tue@22:00-06:00; once for each window,"
              + " or 'never'.")
  List<String> sleep = new ArrayList<>();

  @Option(
      names = "--zone",
      paramLabel = "Z",
      description = "Whose clock --sleep means: Europe/Berlin. Default: UTC.")
  @Nullable String zone;

  @Option(names = "--sleep-drains", description = "Drains its workers when it falls asleep.")
  boolean drain;

  @Mixin ScaleOptions scale = new ScaleOptions();

  /** The fields of a request that these options are; what is left out stays as it is. */
  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    if (maxQueued != null) {
      fields.put("max_queued", maxQueued);
    }
    if (any || !kinds.isEmpty() || !models.isEmpty() || memoryBytes != null || !labels.isEmpty()) {
      fields.put("offer", offer());
    }
    Map<String, Object> sizes = scale.fields();
    if (!sizes.isEmpty()) {
      fields.put("scale", sizes);
    }
    if (!sleep.isEmpty()) {
      fields.put("sleep", sleep());
    } else if (zone != null || drain) {
      throw CommandFailure.usage(
          "--zone and --sleep-drains are of --sleep: add --sleep 22:00-06:00");
    }
    return fields;
  }

  private Map<String, Object> offer() {
    Map<String, Object> offer = new LinkedHashMap<>();
    offer.put("kinds", kinds);
    offer.put("models", models);
    if (memoryBytes != null) {
      offer.put("memory_bytes", memoryBytes);
    }
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (String label : labels) {
      int equals = label.indexOf('=');
      if (equals < 1) {
        throw CommandFailure.usage("--label " + label + " has no value: use --label gpu=h100");
      }
      values
          .computeIfAbsent(label.substring(0, equals), _ -> new ArrayList<>())
          .add(label.substring(equals + 1));
    }
    offer.put("labels", values);
    return offer;
  }

  private Map<String, Object> sleep() {
    List<Map<String, Object>> windows = new ArrayList<>();
    if (!sleep.equals(List.of("never"))) {
      sleep.forEach(window -> windows.add(SleepWindow.parse(window)));
    }
    return Map.of("zone", zone == null ? "UTC" : zone, "windows", windows, "drain", drain);
  }
}
