package dev.darkroom.deploy.cli.job;

import dev.darkroom.deploy.cli.common.CommandFailure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which jobs a bulk action means: those that fit all that is named. */
final class BulkFilter {
  @Option(names = "--id", paramLabel = "ID", description = "These jobs; once for each.")
  List<String> ids = new ArrayList<>();

  @Option(names = "--tenant", paramLabel = "T", description = "Jobs of this tenant.")
  @Nullable String tenant;

  @Option(names = "--pool", paramLabel = "P", description = "Jobs of this pool.")
  @Nullable String pool;

  @Option(names = "--kind", paramLabel = "K", description = "Jobs of this kind.")
  @Nullable String kind;

  @Option(names = "--model", paramLabel = "M", description = "Jobs of this model, or name@version.")
  @Nullable String model;

  @Option(names = "--status", paramLabel = "S", description = "Jobs of this status.")
  @Nullable String status;

  @Option(names = "--priority", paramLabel = "0-9", description = "Jobs of this priority.")
  @Nullable Integer priority;

  @Option(
      names = "--older-than",
      paramLabel = "AGE",
      description = "Jobs submitted longer ago than 90s, 15m, 24h, 7d.")
  @Nullable String olderThan;

  @Option(
      names = "--metadata",
      paramLabel = "K=V",
      description = "Jobs with this pair; once for each.")
  Map<String, String> metadata = new LinkedHashMap<>();

  /** As the API takes it. */
  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    put(fields, "ids", ids.isEmpty() ? null : ids);
    put(fields, "tenant", tenant);
    put(fields, "pool", pool);
    put(fields, "kind", kind);
    put(fields, "model", model);
    put(fields, "status", status);
    put(fields, "priority", priority);
    put(fields, "older_than", olderThan);
    put(fields, "metadata", metadata.isEmpty() ? null : metadata);
    if (fields.isEmpty()) {
      throw CommandFailure.usage(
          "this names no jobs and would mean all: add --status queued, --pool night, …");
    }
    return fields;
  }

  private static void put(Map<String, Object> fields, String name, @Nullable Object value) {
    if (value != null) {
      fields.put(name, value);
    }
  }
}
