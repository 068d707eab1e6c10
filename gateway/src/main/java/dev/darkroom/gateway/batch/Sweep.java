package dev.darkroom.gateway.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.problem.ProblemException;
import dev.darkroom.gateway.request.JsonText;
import dev.darkroom.job.id.BatchLine;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Spreads template lines over grids: {@code {"seed":{"from":1,"to":4},"guidance_scale":[3,5]}}
 * makes eight lines of one, the last field changing first, each with a custom_id that names its
 * combination. The grid is the batch's, or a line's own under {@code sweep}.
 */
final class Sweep {
  private static final String FIELD = "sweep";
  private static final byte[] MARK = "\"sweep\"".getBytes(StandardCharsets.UTF_8);
  private static final int MAX_FIELDS = 16;

  /** Longer values are named by their places. */
  private static final int MAX_NAMED = 24;

  private final Optional<ObjectNode> grid;
  private final int maxLines;
  private final int maxLineBytes;

  /**
   * @param grid of every line that has none of its own, as JSON
   * @throws ProblemException where it is none
   */
  Sweep(Optional<String> grid, int maxLines, int maxLineBytes) {
    this.grid = grid.map(text -> JsonText.object(text.getBytes(StandardCharsets.UTF_8)));
    this.maxLines = maxLines;
    this.maxLineBytes = maxLineBytes;
  }

  /** Whether there is anything to spread. */
  boolean isIn(Path file) throws IOException {
    if (grid.isPresent()) {
      return true;
    }
    try (Lines lines = lines(file)) {
      for (var next = lines.next(); next.isPresent(); next = lines.next()) {
        if (hasMark(next.get().bytes())) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Writes a file's lines to another, spread. Lines that are no JSON go as they are.
   *
   * @throws ProblemException INVALID_BATCH where a grid is none, or there would be too many lines
   */
  void spread(Path from, Path to) throws IOException {
    long written = 0;
    try (Lines lines = lines(from);
        OutputStream out = Files.newOutputStream(to)) {
      for (var next = lines.next(); next.isPresent(); next = lines.next()) {
        Line line = next.get();
        List<byte[]> spread =
            line.isBlank() || (grid.isEmpty() && !hasMark(line.bytes()))
                ? List.of(line.bytes())
                : spread(line, maxLines - written);
        for (byte[] one : spread) {
          out.write(one);
          out.write('\n');
        }
        written += spread.size();
      }
    }
  }

  private List<byte[]> spread(Line line, long room) {
    ObjectNode body;
    try {
      body = JsonText.object(line.bytes());
    } catch (ProblemException _) {
      return List.of(line.bytes()); // the check says what is wrong with it
    }
    JsonNode own = body.remove(FIELD);
    if (own == null && grid.isEmpty()) {
      return List.of(line.bytes());
    }
    if (own != null && !own.isObject()) {
      throw refusal(line, "sweep is no object: use {\"seed\":{\"from\":1,\"to\":4}}");
    }
    ObjectNode wanted = own instanceof ObjectNode object ? object : grid.orElseThrow();
    Map<String, List<JsonNode>> axes = axes(line, wanted, room);
    String name = body.path(LineDialect.CUSTOM_ID).asText("line-" + line.number());
    List<byte[]> spread = new ArrayList<>();
    int[] at = new int[axes.size()];
    do {
      ObjectNode one = body.deepCopy();
      StringBuilder named = new StringBuilder(name).append('/');
      int axis = 0;
      for (Map.Entry<String, List<JsonNode>> each : axes.entrySet()) {
        JsonNode value = each.getValue().get(at[axis]);
        one.set(each.getKey(), value);
        named.append(axis == 0 ? "" : ",").append(each.getKey()).append('=');
        named.append(nameOf(value, at[axis]));
        axis++;
      }
      one.put(LineDialect.CUSTOM_ID, bounded(line, named.toString()));
      spread.add(one.toString().getBytes(StandardCharsets.UTF_8));
    } while (isNext(at, axes));
    return spread;
  }

  /** The next combination; false after the last. */
  private static boolean isNext(int[] at, Map<String, List<JsonNode>> axes) {
    List<List<JsonNode>> values = List.copyOf(axes.values());
    for (int axis = at.length - 1; axis >= 0; axis--) {
      if (++at[axis] < values.get(axis).size()) {
        return true;
      }
      at[axis] = 0;
    }
    return false;
  }

  private Map<String, List<JsonNode>> axes(Line line, ObjectNode wanted, long room) {
    if (wanted.isEmpty() || wanted.size() > MAX_FIELDS) {
      throw refusal(line, "a sweep has 1 to " + MAX_FIELDS + " fields");
    }
    Map<String, List<JsonNode>> axes = new LinkedHashMap<>();
    long product = 1;
    for (Map.Entry<String, JsonNode> axis : wanted.properties()) {
      List<JsonNode> values = values(line, axis.getKey(), axis.getValue(), room);
      axes.put(axis.getKey(), values);
      product *= values.size();
      if (product > room) {
        throw refusal(
            line,
            "the sweep makes more than the %d lines that a batch may have: use fewer values"
                .formatted(maxLines));
      }
    }
    return axes;
  }

  private List<JsonNode> values(Line line, String field, JsonNode axis, long room) {
    List<JsonNode> values = new ArrayList<>();
    if (axis.isArray()) {
      axis.forEach(values::add);
    } else if (axis.path("from").isNumber() && axis.path("to").isNumber()) {
      BigDecimal step = axis.has("step") ? axis.path("step").decimalValue() : BigDecimal.ONE;
      BigDecimal to = axis.path("to").decimalValue();
      if (step.signum() <= 0) {
        throw refusal(line, "sweep." + field + ".step is not above zero");
      }
      for (BigDecimal value = axis.path("from").decimalValue();
          value.compareTo(to) <= 0 && values.size() <= room;
          value = value.add(step)) {
        values.add(number(value));
      }
    }
    if (values.isEmpty() || values.size() > room) {
      throw refusal(
          line,
          "sweep.%s is no list of values: use [3, 5, 7], or {\"from\":1,\"to\":4,\"step\":1}"
              .formatted(field));
    }
    return values;
  }

  private static JsonNode number(BigDecimal value) {
    BigDecimal plain = value.stripTrailingZeros();
    return plain.scale() <= 0 && plain.precision() - plain.scale() < Long.SIZE / 4
        ? LongNode.valueOf(plain.longValueExact())
        : DecimalNode.valueOf(plain);
  }

  /** A short value is its own name; another is named by its place, from 1. */
  private static String nameOf(JsonNode value, int place) {
    String text = value.isValueNode() ? value.asText() : "";
    boolean plain =
        !text.isEmpty()
            && text.length() <= MAX_NAMED
            && text.chars()
                .allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || ".-_".indexOf(c) >= 0));
    return plain ? text : "#" + (place + 1);
  }

  private static String bounded(Line line, String name) {
    if (name.length() > BatchLine.MAX_CUSTOM_ID) {
      throw refusal(
          line,
          "the custom_id with its sweep is longer than %d characters: use a shorter one"
              .formatted(BatchLine.MAX_CUSTOM_ID));
    }
    return name;
  }

  private Lines lines(Path file) throws IOException {
    InputStream in = Files.newInputStream(file);
    return new Lines(in, maxLineBytes);
  }

  private static boolean hasMark(byte[] line) {
    outer:
    for (int i = 0; i <= line.length - MARK.length; i++) {
      for (int j = 0; j < MARK.length; j++) {
        if (line[i + j] != MARK[j]) {
          continue outer;
        }
      }
      return true;
    }
    return false;
  }

  private static ProblemException refusal(Line line, String detail) {
    return Problem.of(ProblemCode.INVALID_BATCH, FIELD, "line " + line.number() + ": " + detail)
        .exception();
  }
}
