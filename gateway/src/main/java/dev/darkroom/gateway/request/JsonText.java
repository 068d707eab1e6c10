package dev.darkroom.gateway.request;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.job.id.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Strict JSON: UTF-8, no repeated field, nothing after the end, bounded depth and numbers. */
public final class JsonText {
  private static final int MAX_DEPTH = 32;
  private static final int MAX_NUMBER_LENGTH = 100;

  private static final ObjectMapper STRICT =
      JsonMapper.builder(
              JsonFactory.builder()
                  // A thread that serves one request would make buffers for itself alone.
                  .recyclerPool(JsonRecyclerPools.sharedBoundedPool())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(MAX_NUMBER_LENGTH)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  private JsonText() {}

  /**
   * Reads a JSON object.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException INVALID_JSON with line and column
   */
  public static ObjectNode object(byte[] body) {
    @Nullable JsonNode node;
    try {
      node = STRICT.readTree(utf8(body));
    } catch (JsonProcessingException e) {
      throw invalid("the body is not JSON" + where(e.getLocation()) + ": " + reason(e));
    }
    if (node == null || node.isMissingNode()) {
      throw invalid("the body is empty: send a JSON object");
    }
    if (!(node instanceof ObjectNode object)) {
      throw invalid("the body is " + FieldType.nameOf(node) + ": send a JSON object");
    }
    return object;
  }

  /** The digest of what a body says; the order of fields and white space do not count. */
  public static Digest digest(ObjectNode body) {
    try {
      // By way of a string, because half characters, refused later by field, stop a byte writer.
      String canonical = STRICT.writeValueAsString(STRICT.treeToValue(body, Object.class));
      return Digest.of(canonical.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException("JSON that was read can be written", e);
    }
  }

  // Jackson would guess UTF-16 and UTF-32, which RFC 8259 no longer allows.
  private static String utf8(byte[] body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException _) {
      throw invalid("the body is not UTF-8: send JSON in UTF-8");
    }
  }

  private static String where(@Nullable JsonLocation at) {
    return at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
  }

  private static String reason(JsonProcessingException e) {
    String first = String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
    return first.length() <= 200 ? first : first.substring(0, 200) + "…";
  }

  private static RuntimeException invalid(String detail) {
    return Problem.of(ProblemCode.INVALID_JSON, detail).exception();
  }
}
