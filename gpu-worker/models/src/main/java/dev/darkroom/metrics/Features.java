package dev.darkroom.metrics;

import dev.darkroom.weights.DType;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.Shape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * What a network says of each picture or text of a set.
 *
 * @param values (N, D), F32 or F64
 */
public record Features(HostTensor values) {
  /** No set is larger, in numbers: 1 GiB in F32, which is 131,072 pictures of Inception. */
  public static final long MAX_VALUES = 1L << 28;

  public Features {
    Shape shape = values.shape();
    boolean floating = values.dtype() == DType.F32 || values.dtype() == DType.F64;
    if (shape.rank() != 2 || shape.numel() == 0 || !floating) {
      throw new IllegalArgumentException(
          "features are F32 or F64 of shape (N, D) with N, D > 0, not " + values);
    }
    if (shape.numel() > MAX_VALUES) {
      throw new IllegalArgumentException(
          "%d features of width %d are too many: %d are possible"
              .formatted(shape.dim(0), shape.dim(1), MAX_VALUES / shape.dim(1)));
    }
  }

  /** Of rows of one width. */
  public static Features of(List<float[]> rows) {
    int width = rows.isEmpty() ? 0 : rows.getFirst().length;
    HostTensor values = HostTensor.zeros(DType.F32, Shape.of(rows.size(), width));
    for (int i = 0; i < rows.size(); i++) {
      MemorySegment.copy(
          MemorySegment.ofArray(rows.get(i)), 0, values.data(), 4L * i * width, 4L * width);
    }
    return new Features(values);
  }

  /** N. */
  public int count() {
    return Math.toIntExact(values.shape().dim(0));
  }

  /** D. */
  public int width() {
    return Math.toIntExact(values.shape().dim(1));
  }

  /** Feature {@code i} as F64: (D). */
  public double[] row(int i) {
    int d = width();
    double[] row = new double[d];
    long first = (long) i * d;
    boolean single = values.dtype() == DType.F32;
    for (int j = 0; j < d; j++) {
      row[j] =
          single
              ? values.data().getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, first + j)
              : values.data().getAtIndex(ValueLayout.JAVA_DOUBLE_UNALIGNED, first + j);
    }
    return row;
  }

  /** Every feature scaled to length 1: (N, D). */
  double[][] directions() {
    double[][] rows = new double[count()][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Vectors.direction(row(i));
    }
    return rows;
  }

  /** Both sets must come from one network. */
  static void requireSameWidth(Features a, Features b) {
    if (a.width() != b.width()) {
      throw new IllegalArgumentException(
          "features of width %d and %d come from two networks: use one for both sets"
              .formatted(a.width(), b.width()));
    }
  }
}
