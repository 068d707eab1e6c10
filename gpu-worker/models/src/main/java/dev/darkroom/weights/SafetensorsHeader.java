package dev.darkroom.weights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.darkroom.weights.WeightsException.Code;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JSON header of a safetensors file, read as a stream and checked for form: every field known,
 * present once and of its type. Whether the ranges fit together is {@link Safetensors}' question.
 */
record SafetensorsHeader(Map<String, Entry> tensors, Map<String, String> metadata) {
  static final String METADATA = "__metadata__";

  private static final int MAX_TENSORS = 1 << 18;
  private static final int MAX_METADATA_ENTRIES = 1 << 16;
  private static final int MAX_NAME = 1024;
  private static final int MAX_METADATA_CHARS = 16 << 20;

  // no symbol table: it interns names for good and its hashes can be attacked
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(4)
                  .maxNameLength(MAX_NAME)
                  .maxNumberLength(20)
                  .maxStringLength(MAX_METADATA_CHARS)
                  .build())
          .build();

  /**
   * One tensor: its bytes lie at {@code begin} to {@code end}, counted from the end of the header.
   */
  record Entry(DType dtype, Shape shape, long begin, long end) {}

  /** Reads a header; {@code json} ends where the header does. */
  static SafetensorsHeader parse(Reader json) {
    try (JsonParser parser = JSON.createParser(json)) {
      return new Reading(parser).header();
    } catch (StreamConstraintsException e) {
      throw new WeightsException(
          Code.LIMIT_EXCEEDED, "the header goes beyond a limit: " + e.getOriginalMessage(), e);
    } catch (JsonParseException e) {
      throw new WeightsException(
          Code.HEADER_INVALID, "the header is not valid JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new WeightsException(
          Code.HEADER_INVALID, "the header is not valid UTF-8: " + e.getMessage(), e);
    }
  }

  private record Reading(JsonParser parser) {
    SafetensorsHeader header() throws IOException {
      Map<String, Entry> tensors = new LinkedHashMap<>();
      Map<String, String> metadata = null;
      expect(parser.nextToken(), JsonToken.START_OBJECT, "the header");
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        if (name.equals(METADATA)) {
          refuseIf(metadata != null, METADATA + " appears twice");
          metadata = metadata();
        } else {
          limit(tensors.size(), MAX_TENSORS, "tensors");
          refuseIf(
              tensors.putIfAbsent(name, entry(name)) != null,
              "two tensors are named '" + name + "'");
        }
      }
      refuseIf(parser.nextToken() != null, "something follows the closing brace: only spaces may");
      return new SafetensorsHeader(tensors, metadata == null ? Map.of() : metadata);
    }

    private Map<String, String> metadata() throws IOException {
      Map<String, String> metadata = new LinkedHashMap<>();
      expect(parser.nextToken(), JsonToken.START_OBJECT, METADATA);
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String key = parser.currentName();
        limit(metadata.size(), MAX_METADATA_ENTRIES, "metadata entries");
        expect(parser.nextToken(), JsonToken.VALUE_STRING, METADATA + " '" + key + "'");
        refuseIf(
            metadata.putIfAbsent(key, parser.getText()) != null,
            METADATA + " has '" + key + "' twice");
      }
      return metadata;
    }

    private Entry entry(String name) throws IOException {
      String what = "tensor '" + name + "'";
      @Nullable DType dtype = null;
      @Nullable List<Long> shape = null;
      @Nullable List<Long> offsets = null;
      expect(parser.nextToken(), JsonToken.START_OBJECT, what);
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String field = parser.currentName();
        switch (field) {
          case "dtype" -> {
            refuseIf(dtype != null, what + " has two dtypes");
            dtype = dtype(what);
          }
          case "shape" -> {
            refuseIf(shape != null, what + " has two shapes");
            shape = naturals(what + ", shape", Shape.MAX_RANK);
          }
          case "data_offsets" -> {
            refuseIf(offsets != null, what + " has two data_offsets");
            offsets = naturals(what + ", data_offsets", 2);
          }
          default -> throw invalid(what + " has an unknown field '" + field + "'");
        }
      }
      if (dtype == null || shape == null || offsets == null || offsets.size() != 2) {
        throw invalid(what + " needs dtype, shape and two data_offsets");
      }
      return new Entry(dtype, shape(what, shape), offsets.get(0), offsets.get(1));
    }

    private DType dtype(String what) throws IOException {
      expect(parser.nextToken(), JsonToken.VALUE_STRING, what + ", dtype");
      String name = parser.getText();
      return DType.named(name)
          .orElseThrow(() ->
              new WeightsException(
                  Code.DTYPE_UNSUPPORTED,
                  "%s has dtype %s, known are %s".formatted(what, name, List.of(DType.values()))));
    }

    private List<Long> naturals(String what, int atMost) throws IOException {
      List<Long> numbers = new ArrayList<>();
      expect(parser.nextToken(), JsonToken.START_ARRAY, what);
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        expect(parser.currentToken(), JsonToken.VALUE_NUMBER_INT, what);
        JsonParser.NumberType type = parser.getNumberType();
        refuseIf(
            type == JsonParser.NumberType.BIG_INTEGER || parser.getLongValue() < 0,
            what + " holds " + parser.getText() + ": whole numbers from 0 to 2^63-1 are right");
        refuseIf(numbers.size() == atMost, what + " has more than " + atMost + " numbers");
        numbers.add(parser.getLongValue());
      }
      return numbers;
    }

    private static Shape shape(String what, List<Long> dims) {
      try {
        return Shape.of(dims.stream().mapToLong(Long::longValue).toArray());
      } catch (IllegalArgumentException e) {
        throw new WeightsException(Code.TENSOR_INVALID, what + ": " + e.getMessage(), e);
      }
    }

    private static void limit(int size, int max, String what) {
      if (size >= max) {
        throw new WeightsException(
            Code.LIMIT_EXCEEDED, "the header has more than " + max + " " + what);
      }
    }

    private static void expect(@Nullable JsonToken found, JsonToken wanted, String what) {
      refuseIf(found != wanted, "%s: found %s where %s is needed".formatted(what, found, wanted));
    }

    private static void refuseIf(boolean wrong, String message) {
      if (wrong) {
        throw invalid(message);
      }
    }

    private static WeightsException invalid(String message) {
      return new WeightsException(Code.HEADER_INVALID, message);
    }
  }
}
