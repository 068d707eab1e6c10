package dev.darkroom.farm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** The lines of a batch of which every tenth is one that no model can draw. */
final class OpenAiLines {
  static final int TOTAL = 200;
  static final int BAD = 20;

  private static final ObjectMapper JSON = new ObjectMapper();

  private OpenAiLines() {}

  /** The file that is brought. */
  static String input() {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < TOTAL; i++) {
      lines.append(
          """
          {"custom_id":"line-%d","method":"POST","url":"/v1/images/generations",\
          "body":{"model":"shapes-ldm","prompt":"a red circle","size":"%s","steps":1,"seed":%d}}
          """
              .formatted(i, i % 10 == 3 ? "63x64" : "64x64", i));
    }
    return lines.toString();
  }

  /** The lines of a file that a batch left, by name; none stands there twice. */
  static Map<String, JsonNode> byName(String file) {
    Map<String, JsonNode> lines = new LinkedHashMap<>();
    file.lines()
        .map(OpenAiLines::json)
        .forEach(line ->
            assertThat(lines.put(line.path("custom_id").asText(), line))
                .as("%s stands there once", line)
                .isNull());
    return lines;
  }

  /** Every line is in one of the two files, and in the right one. */
  static void assertAccounted(String output, String errors) {
    Map<String, JsonNode> drawn = byName(output);
    Map<String, JsonNode> failed = byName(errors);
    Set<String> all = new LinkedHashSet<>(drawn.keySet());
    all.addAll(failed.keySet());
    assertThat(all)
        .hasSize(TOTAL)
        .containsAll(IntStream.range(0, TOTAL).mapToObj("line-%d"::formatted).toList());
    assertThat(failed.keySet()).hasSize(BAD).allSatisfy(name -> assertThat(name).endsWith("3"));
    assertThat(drawn.values())
        .allSatisfy(line -> {
          assertThat(line.at("/response/status_code").asInt()).isEqualTo(200);
          assertThat(line.at("/response/body/data/0/url").asText()).startsWith("http");
        });
    assertThat(failed.values())
        .allSatisfy(line -> {
          assertThat(line.at("/response/status_code").asInt()).isEqualTo(422);
          assertThat(line.at("/response/body/error/code").asText()).isEqualTo("size_not_divisible");
          assertThat(line.at("/response/body/error/param").asText()).isEqualTo("size");
        });
  }

  private static JsonNode json(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new AssertionError(line, e);
    }
  }
}
