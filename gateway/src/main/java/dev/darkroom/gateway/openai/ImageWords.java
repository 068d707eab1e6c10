package dev.darkroom.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.problem.ProblemException;
import dev.darkroom.gateway.request.Fields;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says the body of an image request in our words: the fields that OpenAI alone has are taken out or
 * renamed, all others are left to the reader of our jobs, which refuses by name what it does not
 * know. A field that is {@code null} counts as left out, as their clients may send it.
 */
public final class ImageWords {
  private static final int MAX_CHARS = 512;
  private static final int MAX_PARTIAL = 3;
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,5})x([0-9]{1,5})");
  private static final Set<String> SIDES = Set.of("width", "height");

  private static final String SIZE_FIELD = "size";
  private static final String COMPRESSION = "output_compression";
  private static final String QUALITY = "output_quality";

  private ImageWords() {}

  /**
   * A request in our words.
   *
   * @param job the body of a generation job
   */
  public record Said(ObjectNode job, ImageWish wish) {}

  /**
   * Reads what was sent; the body given is left as it is.
   *
   * @throws ProblemException naming the field that does not fit
   */
  public static Said read(ObjectNode sent) {
    ObjectNode body = withoutNulls(sent);
    Fields fields = new Fields(body);
    if (fields.has("kind")) {
      throw Fields.problem(
          ProblemCode.UNKNOWN_FIELD,
          "kind",
          "an image request has no field 'kind': POST /v1/jobs takes jobs of every kind");
    }
    ImageWish wish = wish(fields);
    size(fields, body);
    compression(fields, body);
    fields.choice("quality", "auto", List.of("auto", "standard"));
    fields.choice("background", "auto", List.of("auto", "opaque"));
    fields.choice("moderation", "auto", List.of("auto", "low"));
    fields.text("user", MAX_CHARS).ifPresent(user -> metadata(body).put("user", user));
    body.remove(
        List.of(
            "response_format",
            "stream",
            "partial_images",
            "quality",
            "background",
            "moderation",
            "user"));
    body.put("kind", "generation");
    return new Said(body, wish);
  }

  /** A refusal in our words as one of the words that were sent. */
  public static ProblemException blame(ProblemException refusal, ObjectNode sent) {
    Problem problem = refusal.problem();
    Optional<String> theirs =
        problem
            .param()
            .flatMap(ours -> {
              if (SIDES.contains(ours) && sent.has(SIZE_FIELD)) {
                return Optional.of(SIZE_FIELD);
              }
              return ours.equals(QUALITY) && sent.has(COMPRESSION)
                  ? Optional.of(COMPRESSION)
                  : Optional.<String>empty();
            });
    return theirs.isEmpty() ? refusal : problem.blaming(theirs).exception();
  }

  private static ObjectNode withoutNulls(ObjectNode sent) {
    ObjectNode body = sent.deepCopy();
    body.properties().removeIf(field -> field.getValue().isNull());
    return body;
  }

  private static ImageWish wish(Fields fields) {
    boolean embedded =
        fields.choice("response_format", "url", List.of("url", "b64_json")).equals("b64_json");
    boolean stream = fields.flag("stream", false);
    OptionalInt partial = fields.integer("partial_images", 0, MAX_PARTIAL);
    if (partial.orElse(0) > 0 && !stream) {
      throw Fields.problem(
          ProblemCode.FIELDS_CONFLICT,
          "partial_images",
          "partial_images goes with a stream: add \"stream\": true");
    }
    return new ImageWish(embedded, stream, partial.orElse(0));
  }

  private static void size(Fields fields, ObjectNode body) {
    Optional<String> size = fields.text(SIZE_FIELD, MAX_CHARS);
    if (size.isEmpty()) {
      return;
    }
    body.remove(SIZE_FIELD);
    if (size.get().equals("auto")) {
      return;
    }
    Matcher sides = SIZE.matcher(size.get());
    if (!sides.matches()) {
      throw Fields.problem(
          ProblemCode.UNKNOWN_VALUE,
          SIZE_FIELD,
          "size '%s' is no size: use 64x64, for instance, or auto".formatted(size.get()));
    }
    for (String side : SIDES) {
      if (body.has(side)) {
        throw Fields.problem(
            ProblemCode.FIELDS_CONFLICT,
            side,
            side + " cannot go with size: leave one of them out");
      }
    }
    body.put("width", Integer.parseInt(sides.group(1)));
    body.put("height", Integer.parseInt(sides.group(2)));
  }

  private static void compression(Fields fields, ObjectNode body) {
    OptionalInt compression = fields.integer(COMPRESSION, 0, 100);
    if (compression.isPresent()) {
      body.remove(COMPRESSION);
      // Theirs is the quality in percent, too; ours begins at 1.
      body.put(QUALITY, Math.max(1, compression.getAsInt()));
    }
  }

  private static ObjectNode metadata(ObjectNode body) {
    JsonNode known = body.path("metadata");
    // Where it is no object, the job's reader says so.
    return known.isObject() || known.isMissingNode()
        ? body.withObjectProperty("metadata")
        : body.objectNode();
  }
}
