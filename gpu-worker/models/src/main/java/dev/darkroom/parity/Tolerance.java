package dev.darkroom.parity;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How far a tensor may be off: {@code abs + rel · max|expected|}; {@code overrides} replaces both
 * for names that contain its key, and so does {@code KEY_rel} beside them.
 */
record Tolerance(double rel, double abs, Map<String, Tolerance> overrides) {
  private static final String REL_OF = "_rel";

  static Tolerance of(JsonNode json) {
    Map<String, Tolerance> overrides = new LinkedHashMap<>();
    json.path("overrides")
        .fields()
        .forEachRemaining(e -> overrides.put(e.getKey(), of(e.getValue())));
    json.fields()
        .forEachRemaining(e -> {
          if (e.getKey().endsWith(REL_OF)) {
            String key = e.getKey().substring(0, e.getKey().length() - REL_OF.length());
            overrides.put(key, new Tolerance(e.getValue().asDouble(), 0, Map.of()));
          }
        });
    return new Tolerance(json.path("rel").asDouble(0), json.path("abs").asDouble(0), overrides);
  }

  double allowed(String name, double maxExpected) {
    return overrides.entrySet().stream()
        .filter(e -> name.contains(e.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .map(t -> t.abs() + t.rel() * maxExpected)
        .orElse(abs + rel * maxExpected);
  }
}
