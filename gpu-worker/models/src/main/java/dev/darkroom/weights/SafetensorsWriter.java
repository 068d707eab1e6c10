package dev.darkroom.weights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.darkroom.weights.WeightsException.Code;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Writes safetensors files. Equal tensors and metadata give equal bytes, whatever their order:
 * tensors lie by falling element size, then by name, so each is aligned to its elements; metadata
 * lies by key; the data begins at a multiple of 64.
 */
public final class SafetensorsWriter {
  private static final int DATA_ALIGNMENT = 64;
  private static final long CHUNK = 16 << 20;
  private static final JsonFactory JSON = new JsonFactory();

  private static final Comparator<Declared> BY_SIZE_THEN_NAME =
      Comparator.<Declared>comparingInt(d -> -d.dtype().bytes()).thenComparing(Declared::name);

  private SafetensorsWriter() {}

  /** A tensor that a file is to hold. */
  public record Declared(String name, DType dtype, Shape shape) {}

  /**
   * Writes a file that is either complete or absent: a temporary file beside it is synced to the
   * disk, then renamed. Readers that have an older file of that name mapped keep reading the older
   * one.
   *
   * @throws WeightsException if the folder is missing, the disk is full or a name is not allowed
   */
  public static void write(
      Path file, Map<String, HostTensor> tensors, Map<String, String> metadata) {
    write(file, declared(tensors), tensor -> get(tensors, tensor), metadata);
  }

  /**
   * As {@link #write(Path, Map, Map)}, one tensor after the other: a file may be larger than
   * memory.
   *
   * @param data gives a tensor when its turn has come, once each
   */
  public static void write(
      Path file,
      Collection<Declared> tensors,
      Function<Declared, HostTensor> data,
      Map<String, String> metadata) {
    AtomicFile.write(file, channel -> writeTo(channel, tensors, data, metadata));
  }

  /** Writes the bytes of a file to a channel and leaves it open. */
  public static void writeTo(
      WritableByteChannel channel, Map<String, HostTensor> tensors, Map<String, String> metadata)
      throws IOException {
    writeTo(channel, declared(tensors), tensor -> get(tensors, tensor), metadata);
  }

  private static void writeTo(
      WritableByteChannel channel,
      Collection<Declared> tensors,
      Function<Declared, HostTensor> data,
      Map<String, String> metadata)
      throws IOException {
    List<Declared> inOrder = tensors.stream().sorted(BY_SIZE_THEN_NAME).toList();
    AtomicFile.writeFully(channel, header(inOrder, metadata));
    for (Declared declared : inOrder) {
      HostTensor tensor = data.apply(declared);
      if (tensor.dtype() != declared.dtype() || !tensor.shape().equals(declared.shape())) {
        throw new IllegalArgumentException(declared + " was given as " + tensor);
      }
      long size = tensor.data().byteSize();
      for (long at = 0; at < size; at += CHUNK) {
        AtomicFile.writeFully(
            channel, tensor.data().asSlice(at, Math.min(CHUNK, size - at)).asByteBuffer());
      }
    }
  }

  private static List<Declared> declared(Map<String, HostTensor> tensors) {
    return tensors.entrySet().stream()
        .map(e -> new Declared(e.getKey(), e.getValue().dtype(), e.getValue().shape()))
        .toList();
  }

  private static HostTensor get(Map<String, HostTensor> tensors, Declared tensor) {
    return Objects.requireNonNull(tensors.get(tensor.name()));
  }

  private static ByteBuffer header(List<Declared> tensors, Map<String, String> metadata)
      throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      if (!metadata.isEmpty()) {
        json.writeObjectFieldStart(SafetensorsHeader.METADATA);
        for (Map.Entry<String, String> entry : new TreeMap<>(metadata).entrySet()) {
          json.writeStringField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
      }
      long begin = 0;
      for (Declared tensor : tensors) {
        begin = writeEntry(json, tensor, begin);
      }
      json.writeEndObject();
    }
    return padded(bytes.toByteArray());
  }

  private static long writeEntry(JsonGenerator json, Declared tensor, long begin)
      throws IOException {
    String name = tensor.name();
    if (name.equals(SafetensorsHeader.METADATA)) {
      throw new WeightsException(
          Code.HEADER_INVALID, "a tensor cannot be named " + name + ": the format reserves it");
    }
    long end = begin + Math.multiplyExact(tensor.shape().numel(), (long) tensor.dtype().bytes());
    json.writeObjectFieldStart(name);
    json.writeStringField("dtype", tensor.dtype().name());
    json.writeFieldName("shape");
    json.writeArray(tensor.shape().dims(), 0, tensor.shape().rank());
    json.writeFieldName("data_offsets");
    json.writeArray(new long[] {begin, end}, 0, 2);
    json.writeEndObject();
    return end;
  }

  private static ByteBuffer padded(byte[] json) {
    int beforeData = Math.ceilDiv(Long.BYTES + json.length, DATA_ALIGNMENT) * DATA_ALIGNMENT;
    int length = beforeData - Long.BYTES;
    if (length > Safetensors.MAX_HEADER) {
      throw new WeightsException(
          Code.LIMIT_EXCEEDED,
          "names and metadata take %d bytes: at most %d are allowed"
              .formatted(length, Safetensors.MAX_HEADER));
    }
    byte[] spaced = Arrays.copyOf(json, length);
    Arrays.fill(spaced, json.length, length, (byte) ' ');
    return ByteBuffer.allocate(beforeData)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(length)
        .put(spaced)
        .flip();
  }
}
