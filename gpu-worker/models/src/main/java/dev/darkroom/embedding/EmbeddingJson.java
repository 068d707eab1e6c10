package dev.darkroom.embedding;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.darkroom.embedding.EmbeddingReader.Found;
import dev.darkroom.weights.HostTensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An embedding as A1111 puts it into pictures: JSON in which a tensor is {@code {"TORCHTENSOR":
 * [[…]]}}.
 */
final class EmbeddingJson {
  /** As many bytes of JSON are read; {@value LearnedWord#MAX_VECTORS} wide vectors take fewer. */
  static final int MAX_BYTES = 16 << 20;

  private static final String TENSOR = "TORCHTENSOR";
  private static final String TABLES = "string_to_param";
  private static final JsonMapper JSON =
      new JsonMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder()
                      .maxNestingDepth(16)
                      .maxDocumentLength(MAX_BYTES)
                      .maxNumberLength(64)
                      .build())
              .build());

  private EmbeddingJson() {}

  /**
   * Reads the JSON of a picture.
   *
   * @throws dev.darkroom.weights.WeightsException if it is no embedding
   */
  static Found read(byte[] json) {
    JsonNode root;
    try {
      root = JSON.readTree(json);
    } catch (IOException e) {
      throw EmbeddingReader.invalid("the picture's embedding is not valid JSON");
    }
    List<Map.Entry<String, JsonNode>> tables = List.copyOf(root.path(TABLES).properties());
    if (tables.size() != 1) {
      throw EmbeddingReader.invalid(
          "the picture's embedding holds %d tables under %s: one is right"
              .formatted(tables.size(), TABLES));
    }
    Optional<String> name =
        Optional.of(root.path("name").asText("")).filter(text -> !text.isBlank());
    return new Found(name, List.of(table(tables.getFirst().getValue().path(TENSOR))));
  }

  /** The JSON of a word of one table. */
  static byte[] write(LearnedWord word) {
    HostTensor table = word.vectors().getFirst();
    int width = (int) table.shape().dim(1);
    float[] values = table.toFloats();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeObjectFieldStart("string_to_token");
      json.writeNumberField("*", EmbeddingWriter.TOKEN_OF_STAR);
      json.writeEndObject();
      json.writeObjectFieldStart(TABLES);
      json.writeObjectFieldStart("*");
      json.writeArrayFieldStart(TENSOR);
      for (int row = 0; row < word.count(); row++) {
        json.writeStartArray();
        for (int i = 0; i < width; i++) {
          json.writeNumber((double) values[row * width + i]); // exact, as Python writes it
        }
        json.writeEndArray();
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeEndObject();
      json.writeStringField("name", word.token());
      json.writeNumberField("step", 0);
      json.writeNullField("sd_checkpoint");
      json.writeNullField("sd_checkpoint_name");
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  private static HostTensor table(JsonNode rows) {
    boolean one = rows.path(0).isNumber();
    int n = one ? 1 : rows.size();
    int width = one ? rows.size() : rows.path(0).size();
    if (n < 1 || n > LearnedWord.MAX_VECTORS || width < 1) {
      throw EmbeddingReader.invalid(
          "the picture's embedding has %d vectors of width %d: 1 to %d vectors are right"
              .formatted(n, width, LearnedWord.MAX_VECTORS));
    }
    float[] values = new float[n * width];
    for (int row = 0; row < n; row++) {
      JsonNode vector = one ? rows : rows.path(row);
      if (vector.size() != width) {
        throw EmbeddingReader.invalid(
            "the picture's embedding has vectors of width %d and %d: one width is right"
                .formatted(width, vector.size()));
      }
      for (int i = 0; i < width; i++) {
        if (!vector.path(i).isNumber()) {
          throw EmbeddingReader.invalid(
              "the picture's embedding holds %s where a number is right"
                  .formatted(kind(vector, i)));
        }
        values[row * width + i] = (float) vector.path(i).asDouble();
      }
    }
    return HostTensor.ofFloats(values, n, width);
  }

  private static String kind(JsonNode vector, int i) {
    return vector.path(i).getNodeType().toString();
  }
}
