package dev.darkroom.storage.object;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How many numbers a file of weights holds: told from its size alone, a model in 16 bits would seem
 * to need half of what a worker that computes in 32 keeps of it.
 *
 * <p>Only counted, never trusted: whether the file is sound is asked by whoever loads it.
 */
final class WeightCount {
  private static final String SUFFIX = ".safetensors";
  private static final String SHAPE = "shape";

  /** What the format allows of a header. */
  private static final long MAX_HEADER_BYTES = 100L << 20;

  private static final JsonFactory JSON = new JsonFactory();

  private WeightCount() {}

  /** The numbers of all its tensors; empty of a file whose beginning does not say. */
  static Optional<Long> of(String name, Path file) throws IOException {
    if (!name.endsWith(SUFFIX)) {
      return Optional.empty();
    }
    try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
      long header = Long.reverseBytes(in.readLong());
      return header < 2 || header > Math.min(MAX_HEADER_BYTES, Files.size(file) - Long.BYTES)
          ? Optional.empty()
          : Optional.of(count(in.readNBytes((int) header)));
    } catch (IOException | ArithmeticException _) { // too short, no JSON, or more than there can be
      return Optional.empty();
    }
  }

  private static long count(byte[] header) throws IOException {
    long numbers = 0;
    try (JsonParser parser = JSON.createParser(header)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.START_ARRAY && SHAPE.equals(parser.currentName())) {
          numbers = Math.addExact(numbers, product(parser));
        }
      }
    }
    return numbers;
  }

  private static long product(JsonParser parser) throws IOException {
    long numbers = 1;
    while (parser.nextToken() == JsonToken.VALUE_NUMBER_INT) {
      numbers = Math.multiplyExact(numbers, parser.getLongValue());
    }
    return numbers;
  }
}
