package dev.darkroom.weights;

import dev.darkroom.weights.WeightsException.Code;
import dev.darkroom.weights.pickle.PickleValue;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * A run of elements that tensors look into; several may share one. In zip archives its bytes are
 * known at once, in legacy files they follow the pickles and are bound later.
 */
final class TorchStorage implements PickleValue.External {
  private final String key;
  private final DType dtype;
  private final long numel;
  private @Nullable MemorySegment bytes;

  TorchStorage(String key, DType dtype, long numel) {
    if (numel < 0 || numel > Long.MAX_VALUE / dtype.bytes()) {
      throw new WeightsException(
          Code.TENSOR_INVALID,
          "storage '%s' says it has %d elements of %s".formatted(key, numel, dtype));
    }
    this.key = key;
    this.dtype = dtype;
    this.numel = numel;
  }

  DType dtype() {
    return dtype;
  }

  long numel() {
    return numel;
  }

  long byteSize() {
    return numel * dtype.bytes();
  }

  /** Gives the storage its bytes, which must be exactly as many as it says. */
  TorchStorage bind(MemorySegment found) {
    if (found.byteSize() != byteSize()) {
      throw new WeightsException(
          Code.TENSOR_INVALID,
          "storage '%s' says it has %d elements of %s, its data has %d bytes"
              .formatted(key, numel, dtype, found.byteSize()));
    }
    bytes = found;
    return this;
  }

  /** The part of {@code count} elements from {@code offset} on, as a storage of its own. */
  View view(long offset, long count) {
    if (offset < 0 || count < 0 || offset > numel - count) {
      throw new WeightsException(
          Code.TENSOR_INVALID,
          "a view of %d elements at %d of storage '%s', which has %d"
              .formatted(count, offset, key, numel));
    }
    return new View(this, offset, count);
  }

  MemorySegment bytes() {
    if (bytes == null) {
      throw new WeightsException(
          Code.TENSOR_INVALID, "storage '%s' has no data in the file".formatted(key));
    }
    return bytes;
  }

  /** Part of a storage, {@code offset} and {@code numel} in elements. */
  record View(TorchStorage storage, long offset, long numel) implements PickleValue.External {
    MemorySegment bytes() {
      int size = storage.dtype.bytes();
      return storage.bytes().asSlice(offset * size, numel * size);
    }
  }
}
