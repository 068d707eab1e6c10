package dev.darkroom.weights;

import dev.darkroom.weights.SafetensorsHeader.Entry;
import dev.darkroom.weights.WeightsException.Code;
import java.io.InputStreamReader;
import java.io.Reader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A safetensors file, memory-mapped: eight bytes header length (little endian), a JSON header, the
 * tensors' bytes. Opening reads the header only; {@link #get} slices the map and copies nothing.
 *
 * <p>Stricter than the reference library where the format's text is: the header begins with '{',
 * has no unknown fields and no name twice.
 */
public final class Safetensors implements TensorSource {
  /** No header is longer, in bytes. */
  public static final long MAX_HEADER = 100_000_000;

  private final SafetensorsHeader header;
  private final MemorySegment data;

  private Safetensors(SafetensorsHeader header, MemorySegment data) {
    this.header = header;
    this.data = data;
  }

  /**
   * Opens a file; it stays mapped as long as this source or one of its tensors' segments is
   * reachable.
   *
   * @throws WeightsException if the file cannot be read or breaks the format
   */
  public static Safetensors open(Path file) {
    return open(file, Arena.ofAuto());
  }

  /**
   * As {@link #open(Path)}; the file is unmapped when {@code arena} closes, and its tensors then
   * cannot be read.
   */
  public static Safetensors open(Path file, Arena arena) {
    return MappedFile.parse(file, arena, Safetensors::of);
  }

  /** Reads a file that is in memory already; its tensors alias {@code file}. */
  public static Safetensors of(MemorySegment file) {
    long headerLength = headerLength(file);
    MemorySegment json = file.asSlice(Long.BYTES, headerLength);
    if (headerLength == 0 || json.get(ValueLayout.JAVA_BYTE, 0) != '{') {
      throw new WeightsException(Code.HEADER_INVALID, "the header must begin with '{'");
    }
    SafetensorsHeader header = SafetensorsHeader.parse(strictUtf8(json));
    MemorySegment data = file.asSlice(Long.BYTES + headerLength);
    requireExactCover(header.tensors(), data.byteSize());
    return new Safetensors(header, data);
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(header.tensors().keySet());
  }

  @Override
  public HostTensor get(String name) {
    Entry entry = header.tensors().get(name);
    if (entry == null) {
      throw WeightsException.missing(name, header.tensors().keySet());
    }
    return new HostTensor(
        entry.dtype(), entry.shape(), data.asSlice(entry.begin(), entry.end() - entry.begin()));
  }

  @Override
  public Map<String, String> metadata() {
    return Collections.unmodifiableMap(header.metadata());
  }

  /**
   * True if these bytes can be nothing but a safetensors file: a plausible length, then a brace.
   */
  static boolean looksLike(MemorySegment file) {
    return plausibleLength(file) && braceFollows(file);
  }

  /** True if one of the two is there, so that a damaged file is told what is wrong with it. */
  static boolean mayBeMeant(MemorySegment file) {
    return plausibleLength(file) || braceFollows(file);
  }

  private static boolean plausibleLength(MemorySegment file) {
    return file.byteSize() >= Long.BYTES
        && Long.compareUnsigned(file.get(Elements.LONG, 0), MAX_HEADER) <= 0;
  }

  private static boolean braceFollows(MemorySegment file) {
    return file.byteSize() > Long.BYTES && file.get(ValueLayout.JAVA_BYTE, Long.BYTES) == '{';
  }

  private static long headerLength(MemorySegment file) {
    if (file.byteSize() < Long.BYTES) {
      throw new WeightsException(
          Code.FILE_TRUNCATED,
          "%d bytes are too short for a safetensors file".formatted(file.byteSize()));
    }
    long length = file.get(Elements.LONG, 0);
    if (Long.compareUnsigned(length, MAX_HEADER) > 0) {
      throw new WeightsException(
          Code.LIMIT_EXCEEDED,
          "the header says it is %s bytes long: at most %d are allowed"
              .formatted(Long.toUnsignedString(length), MAX_HEADER));
    }
    if (length > file.byteSize() - Long.BYTES) {
      throw new WeightsException(
          Code.FILE_TRUNCATED,
          "the header says it is %d bytes long, the file has %d left"
              .formatted(length, file.byteSize() - Long.BYTES));
    }
    return length;
  }

  private static Reader strictUtf8(MemorySegment json) {
    return new InputStreamReader(
        new SegmentInputStream(json),
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT));
  }

  /**
   * Every tensor's range has its shape's size, and together they cover the data without hole or
   * overlap.
   */
  private static void requireExactCover(Map<String, Entry> tensors, long dataSize) {
    List<Map.Entry<String, Entry>> inOrder =
        tensors.entrySet().stream()
            .sorted(
                Comparator.<Map.Entry<String, Entry>>comparingLong(e -> e.getValue().begin())
                    .thenComparingLong(e -> e.getValue().end()))
            .toList();
    long covered = 0;
    for (Map.Entry<String, Entry> named : inOrder) {
      requireRange(named.getKey(), named.getValue(), covered, dataSize);
      covered = named.getValue().end();
    }
    if (covered != dataSize) {
      throw new WeightsException(
          Code.TENSOR_INVALID,
          "the tensors end at byte %d of %d: nothing may follow them".formatted(covered, dataSize));
    }
  }

  private static void requireRange(String name, Entry entry, long covered, long dataSize) {
    long begin = entry.begin();
    long end = entry.end();
    String range = "tensor '%s' lies at [%d, %d)".formatted(name, begin, end);
    if (begin != covered) {
      throw new WeightsException(
          Code.TENSOR_INVALID, range + " but the tensors before it end at %d".formatted(covered));
    }
    if (end > dataSize) {
      throw new WeightsException(
          Code.FILE_TRUNCATED, range + " but the data has %d bytes".formatted(dataSize));
    }
    long elements = entry.shape().numel();
    int size = entry.dtype().bytes();
    if (end < begin || elements > Long.MAX_VALUE / size || elements * size != end - begin) {
      throw new WeightsException(
          Code.TENSOR_INVALID,
          range
              + " but %s%s has %d elements of %d bytes"
                  .formatted(entry.dtype(), entry.shape(), elements, size));
    }
  }
}
