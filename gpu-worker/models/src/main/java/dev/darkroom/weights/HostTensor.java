package dev.darkroom.weights;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A contiguous row-major tensor in host memory, little endian. {@code data} holds exactly the
 * elements. It may alias a mapped file or another tensor and need not be aligned; whoever hands its
 * address to native code keeps the tensor reachable meanwhile.
 *
 * <p>Equality is that of the components, so two tensors of equal values in different memory differ;
 * values are compared by {@link #sameBits}.
 */
public record HostTensor(DType dtype, Shape shape, MemorySegment data) {
  /** Alignment in bytes of the memory that this class allocates. */
  private static final long ALIGNMENT = 64;

  /**
   * @throws IllegalArgumentException if {@code data} is not {@code shape.numel() * dtype.bytes()}
   *     bytes long
   */
  public HostTensor {
    long needed = byteSize(dtype, shape);
    if (data.byteSize() != needed) {
      throw new IllegalArgumentException(
          "a %s tensor of shape %s takes %d bytes, not %d"
              .formatted(dtype, shape, needed, data.byteSize()));
    }
  }

  /** A zero-filled tensor in native memory that lives as long as it is reachable. */
  public static HostTensor zeros(DType dtype, Shape shape) {
    return zeros(dtype, shape, Arena.ofAuto());
  }

  /** A zero-filled tensor in memory of {@code arena}. */
  public static HostTensor zeros(DType dtype, Shape shape, Arena arena) {
    return new HostTensor(dtype, shape, arena.allocate(byteSize(dtype, shape), ALIGNMENT));
  }

  /** An F32 tensor of a copy of these values. */
  public static HostTensor ofFloats(float[] values, long... shape) {
    HostTensor tensor = zeros(DType.F32, Shape.of(shape));
    tensor.requireNumel(values.length);
    MemorySegment.copy(values, 0, tensor.data, Elements.FLOAT, 0, values.length);
    return tensor;
  }

  /** An I64 tensor of a copy of these values. */
  public static HostTensor ofLongs(long[] values, long... shape) {
    HostTensor tensor = zeros(DType.I64, Shape.of(shape));
    tensor.requireNumel(values.length);
    MemorySegment.copy(values, 0, tensor.data, Elements.LONG, 0, values.length);
    return tensor;
  }

  /** An F64 tensor of a copy of these values. */
  public static HostTensor ofDoubles(double[] values, long... shape) {
    HostTensor tensor = zeros(DType.F64, Shape.of(shape));
    tensor.requireNumel(values.length);
    MemorySegment.copy(values, 0, tensor.data, Elements.DOUBLE, 0, values.length);
    return tensor;
  }

  /** The number of elements. */
  public long numel() {
    return shape.numel();
  }

  /** All elements as floats, whatever the dtype. */
  public float[] toFloats() {
    float[] values = new float[arrayLength()];
    if (dtype == DType.F32) {
      MemorySegment.copy(data, Elements.FLOAT, 0, values, 0, values.length);
      return values;
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = Elements.floatAt(dtype, data, i);
    }
    return values;
  }

  /** All elements as doubles, whatever the dtype. */
  public double[] toDoubles() {
    double[] values = new double[arrayLength()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Elements.doubleAt(dtype, data, i);
    }
    return values;
  }

  /** All elements as longs; fractions are cut off. */
  public long[] toLongs() {
    long[] values = new long[arrayLength()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Elements.longAt(dtype, data, i);
    }
    return values;
  }

  /** A copy of the raw bytes. */
  public byte[] toBytes() {
    return data.toArray(ValueLayout.JAVA_BYTE);
  }

  /**
   * This tensor in another dtype: itself if it has that already, else a converted copy that lives
   * as long as it is reachable. Halves are rounded to nearest even, integers cut off towards zero.
   */
  public HostTensor cast(DType target) {
    return cast(target, Arena.ofAuto());
  }

  /** As {@link #cast(DType)}, the copy in memory of {@code arena}. */
  public HostTensor cast(DType target, Arena arena) {
    if (target == dtype) {
      return this;
    }
    HostTensor result = zeros(target, shape, arena);
    long n = numel();
    switch (dtype) {
      case F64 -> {
        for (long i = 0; i < n; i++) {
          Elements.putDouble(target, result.data, i, data.get(Elements.DOUBLE, 8 * i));
        }
      }
      case F32, F16, BF16 -> {
        for (long i = 0; i < n; i++) {
          Elements.putFloat(target, result.data, i, Elements.floatAt(dtype, data, i));
        }
      }
      case I64, I32, I16, I8, U8, BOOL -> {
        for (long i = 0; i < n; i++) {
          Elements.putLong(target, result.data, i, Elements.longAt(dtype, data, i));
        }
      }
    }
    return result;
  }

  /**
   * The same elements under another shape, sharing memory.
   *
   * @throws IllegalArgumentException if the number of elements differs
   */
  public HostTensor reshape(long... dims) {
    return new HostTensor(dtype, Shape.of(dims), data);
  }

  /** True if dtype, shape and every bit of the data are equal. */
  public boolean sameBits(HostTensor other) {
    return dtype == other.dtype && shape.equals(other.shape) && data.mismatch(other.data) == -1;
  }

  /** As in {@code F16[320, 4, 3, 3]}. */
  @Override
  public String toString() {
    return dtype.name() + shape;
  }

  private static long byteSize(DType dtype, Shape shape) {
    try {
      return Math.multiplyExact(shape.numel(), (long) dtype.bytes());
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "a %s tensor of shape %s exceeds 2^63-1 bytes".formatted(dtype, shape), e);
    }
  }

  private void requireNumel(int given) {
    if (given != numel()) {
      throw new IllegalArgumentException(
          "shape %s has %d elements, not %d".formatted(shape, numel(), given));
    }
  }

  private int arrayLength() {
    if (numel() > Integer.MAX_VALUE - 8) {
      throw new IllegalStateException(
          this + " has more elements than a Java array holds: read its data segment");
    }
    return (int) numel();
  }
}
