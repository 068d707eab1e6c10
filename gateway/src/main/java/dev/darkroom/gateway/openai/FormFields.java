package dev.darkroom.gateway.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.request.Fields;
import dev.darkroom.gateway.upload.Form;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The texts of a form as the JSON object that they stand for. A form has no types: what reads as a
 * number, a truth value, an object or an array is one; fields that are texts stay texts. {@code
 * name[member]} is a member of an object.
 */
final class FormFields {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern MEMBER = Pattern.compile("([a-z_]{1,60})\\[([a-z0-9_]{1,60})]");

  /** Those whose texts may look like numbers and are none. */
  private static final Pattern TEXTS =
      Pattern.compile(
          "prompt|negative_prompt|model|user|sampler|pool|purpose|size|suffix|quality|deadline");

  private FormFields() {}

  static ObjectNode of(Form form) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, String> field : form.texts().entrySet()) {
      Matcher member = MEMBER.matcher(field.getKey());
      if (!member.matches()) {
        object.set(field.getKey(), value(field.getKey(), field.getValue()));
      } else if (object.path(member.group(1)).isMissingNode()
          || object.path(member.group(1)).isObject()) {
        object
            .withObjectProperty(member.group(1))
            .set(member.group(2), value(member.group(2), field.getValue()));
      } else {
        throw Fields.problem(
            ProblemCode.FIELDS_CONFLICT,
            field.getKey(),
            field.getKey() + " cannot go with " + member.group(1) + ": leave one of them out");
      }
    }
    return object;
  }

  private static JsonNode value(String name, String text) {
    JsonNode asText = JsonNodeFactory.instance.textNode(text);
    if (TEXTS.matcher(name).matches()) {
      return asText;
    }
    try {
      JsonNode node = JSON.readTree(text);
      return node == null || node.isMissingNode() || node.isNull() ? asText : node;
    } catch (JsonProcessingException _) {
      return asText;
    }
  }
}
