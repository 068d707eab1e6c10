package dev.darkroom.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** The reference cases under {@code src/test/resources/parity}, as arrays. */
public final class Fixtures {
  private final JsonNode header;
  private final ByteBuffer data;

  private Fixtures(JsonNode header, ByteBuffer data) {
    this.header = header;
    this.data = data;
  }

  /** The folder of one case, such as {@code rng/torch-cpu}. */
  public static Path folder(String name) {
    return Path.of("src/test/resources/parity").resolve(name);
  }

  public static JsonNode json(Path file) {
    try {
      return new ObjectMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Fixtures tensors(Path file) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      byte[] header = new byte[(int) bytes.getLong()];
      bytes.get(header);
      return new Fixtures(
          new ObjectMapper().readTree(header), bytes.slice().order(ByteOrder.LITTLE_ENDIAN));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Set<String> names() {
    Set<String> names = new TreeSet<>();
    header.fieldNames().forEachRemaining(names::add);
    return names;
  }

  public float[] floats(String name) {
    ByteBuffer slice = slice(name, "F32");
    float[] values = new float[slice.remaining() / Float.BYTES];
    slice.asFloatBuffer().get(values);
    return values;
  }

  public double[] doubles(String name) {
    ByteBuffer slice = slice(name, "F64");
    double[] values = new double[slice.remaining() / Double.BYTES];
    slice.asDoubleBuffer().get(values);
    return values;
  }

  public long[] longs(String name) {
    ByteBuffer slice = slice(name, "I64");
    long[] values = new long[slice.remaining() / Long.BYTES];
    slice.asLongBuffer().get(values);
    return values;
  }

  private ByteBuffer slice(String name, String dtype) {
    JsonNode entry = header.required(name);
    if (!entry.required("dtype").asText().equals(dtype)) {
      throw new IllegalArgumentException(name + " is " + entry.required("dtype"));
    }
    int from = entry.required("data_offsets").get(0).asInt();
    int to = entry.required("data_offsets").get(1).asInt();
    return data.slice(from, to - from).order(ByteOrder.LITTLE_ENDIAN);
  }
}
