package dev.darkroom.weights;

import dev.darkroom.weights.WeightsException.Code;
import dev.darkroom.weights.pickle.PickleValue;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * A tensor of a torch file: a strided look into a storage, checked when it is made to stay inside.
 * Its elements are copied only if they do not lie in row-major order already.
 */
public final class TorchTensor implements PickleValue.External {
  /** A view that shows elements more than once is copied out only up to so many. */
  private static final long MAX_REPEATED = 1 << 22;

  private final TorchStorage.View storage;
  private final long offset;
  private final Shape shape;
  private final long[] strides;

  /** Offset and strides are in elements. */
  TorchTensor(TorchStorage.View storage, long offset, Shape shape, long[] strides) {
    this.storage = storage;
    this.offset = offset;
    this.shape = shape;
    this.strides = strides.clone();
    requireInside();
  }

  public DType dtype() {
    return storage.storage().dtype();
  }

  public Shape shape() {
    return shape;
  }

  /** The elements in row-major order: a slice of the file's memory if they lie so, else a copy. */
  public HostTensor tensor() {
    int size = dtype().bytes();
    MemorySegment bytes = storage.bytes();
    if (shape.numel() == 0) {
      return new HostTensor(dtype(), shape, bytes.asSlice(0, 0));
    }
    if (isContiguous()) {
      return new HostTensor(dtype(), shape, bytes.asSlice(offset * size, shape.numel() * size));
    }
    HostTensor copy = HostTensor.zeros(dtype(), shape);
    gather(bytes, copy.data());
    return copy;
  }

  @Override
  public String toString() {
    return dtype().name() + shape;
  }

  private boolean isContiguous() {
    long[] rowMajor = shape.contiguousStrides();
    for (int i = 0; i < strides.length; i++) {
      if (shape.dim(i) != 1 && strides[i] != rowMajor[i]) {
        return false;
      }
    }
    return true;
  }

  /** Copies element by element, counting through all indices but the last like an odometer. */
  private void gather(MemorySegment source, MemorySegment target) {
    int last = strides.length - 1; // rank 0 is always contiguous
    long[] index = new long[last];
    long rows = shape.numel() / shape.dim(last);
    long at = offset;
    for (long row = 0; row < rows; row++) {
      copyRow(source, at, target, row * shape.dim(last), shape.dim(last), strides[last]);
      for (int i = last - 1; i >= 0; i--) {
        at += strides[i];
        if (++index[i] < shape.dim(i)) {
          break;
        }
        at -= index[i] * strides[i];
        index[i] = 0;
      }
    }
  }

  private void copyRow(
      MemorySegment source, long from, MemorySegment target, long to, long count, long stride) {
    int size = dtype().bytes();
    if (stride == 1) {
      MemorySegment.copy(source, from * size, target, to * size, count * size);
      return;
    }
    for (long i = 0; i < count; i++) {
      MemorySegment.copy(source, (from + i * stride) * size, target, (to + i) * size, size);
    }
  }

  private void requireInside() {
    if (strides.length != shape.rank()) {
      throw invalid("has %d strides".formatted(strides.length));
    }
    if (offset < 0 || offset > storage.numel()) {
      throw invalid("begins at element %d".formatted(offset));
    }
    long end = offset;
    for (int i = 0; i < strides.length; i++) {
      if (strides[i] < 0) {
        throw invalid("has the negative stride %d".formatted(strides[i]));
      }
      long steps = shape.numel() == 0 ? 0 : shape.dim(i) - 1;
      if (steps > 0 && strides[i] > (storage.numel() - end) / steps) {
        throw invalid("passes the end");
      }
      end += steps * strides[i];
    }
    if (shape.numel() > 0 && end >= storage.numel()) {
      throw invalid("passes the end");
    }
    if (shape.numel() > Math.max(storage.numel(), MAX_REPEATED)) {
      throw new WeightsException(
          Code.LIMIT_EXCEEDED,
          "a tensor of shape %s repeats the %d elements of its storage: more than %d are not written out"
              .formatted(shape, storage.numel(), MAX_REPEATED));
    }
  }

  private WeightsException invalid(String what) {
    return new WeightsException(
        Code.TENSOR_INVALID,
        "a tensor of shape %s and strides %s at %d in a storage of %d elements %s"
            .formatted(shape, Arrays.toString(strides), offset, storage.numel(), what));
  }
}
