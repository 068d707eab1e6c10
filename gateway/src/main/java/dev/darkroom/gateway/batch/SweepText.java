package dev.darkroom.gateway.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A grid as a parameter: {@code seed=1..4 guidance_scale=3,5.5 strength=0.2..0.8/0.2}. What has
 * commas or spaces of its own goes into a line's {@code sweep}.
 */
public final class SweepText {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern RANGE =
      Pattern.compile("(-?[0-9]+(?:\\.[0-9]+)?)\\.\\.(-?[0-9]+(?:\\.[0-9]+)?)(?:/([0-9.]+))?");

  private SweepText() {}

  /**
   * The grid as JSON.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException INVALID_PARAMETER
   */
  public static String parse(String text) {
    ObjectNode grid = JSON.createObjectNode();
    for (String axis : text.strip().split(" +", -1)) {
      int equals = axis.indexOf('=');
      if (equals < 1 || equals == axis.length() - 1) {
        throw Problem.of(
                ProblemCode.INVALID_PARAMETER,
                "sweep",
                "sweep '%s' is no field with values: use seed=1..4 guidance_scale=3,5.5"
                    .formatted(axis.length() > 60 ? axis.substring(0, 60) + "…" : axis))
            .exception();
      }
      grid.set(axis.substring(0, equals).strip(), values(axis.substring(equals + 1)));
    }
    return grid.toString();
  }

  private static JsonNode values(String text) {
    Matcher range = RANGE.matcher(text.strip());
    if (range.matches()) {
      ObjectNode axis = JSON.createObjectNode();
      axis.set("from", value(range.group(1)));
      axis.set("to", value(range.group(2)));
      if (range.group(3) != null) {
        axis.set("step", value(range.group(3)));
      }
      return axis;
    }
    ArrayNode axis = JSON.createArrayNode();
    for (String value : text.split(",", -1)) {
      axis.add(value(value.strip()));
    }
    return axis;
  }

  /** A number, true or false; anything else is a word. */
  private static JsonNode value(String text) {
    try {
      JsonNode value = JSON.readTree(text);
      return value.isValueNode() && !value.isMissingNode() ? value : TextNode.valueOf(text);
    } catch (JsonProcessingException _) {
      return TextNode.valueOf(text);
    }
  }
}
