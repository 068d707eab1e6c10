package dev.darkroom.weights;

import java.util.Arrays;

/** The extents of a tensor, outermost first. A scalar has rank 0 and one element. Immutable. */
public final class Shape {
  /** More dimensions than any model uses; bounds what a file may ask for. */
  public static final int MAX_RANK = 64;

  private final long[] dims;
  private final long numel;

  private Shape(long[] dims) {
    if (dims.length > MAX_RANK) {
      throw new IllegalArgumentException(
          dims.length + " dimensions: at most " + MAX_RANK + " are possible");
    }
    this.dims = dims;
    this.numel = product(dims);
  }

  /**
   * A shape of these extents.
   *
   * @throws IllegalArgumentException if an extent is negative, there are more than {@link
   *     #MAX_RANK}, or the product of the non-zero ones exceeds a long
   */
  public static Shape of(long... dims) {
    return new Shape(dims.clone());
  }

  public int rank() {
    return dims.length;
  }

  /** The extent of dimension {@code i}; negative counts from the end, as in torch. */
  public long dim(int i) {
    return dims[i < 0 ? i + dims.length : i];
  }

  /** A copy of all extents. */
  public long[] dims() {
    return dims.clone();
  }

  /** The number of elements: 1 for a scalar, 0 if any extent is 0. */
  public long numel() {
    return numel;
  }

  /** Strides, in elements, of a contiguous row-major tensor of this shape. */
  public long[] contiguousStrides() {
    long[] strides = new long[dims.length];
    long step = 1;
    for (int i = dims.length - 1; i >= 0; i--) {
      strides[i] = step;
      step *= Math.max(dims[i], 1);
    }
    return strides;
  }

  private static long product(long[] dims) {
    long nonZero = 1; // a zero must not hide an overflow of the others
    boolean empty = false;
    for (long dim : dims) {
      if (dim < 0) {
        throw new IllegalArgumentException(
            "extent " + dim + " in shape " + Arrays.toString(dims) + " is negative");
      }
      empty |= dim == 0;
      if (dim > 0 && nonZero > Long.MAX_VALUE / dim) {
        throw new IllegalArgumentException(
            "the number of elements of shape " + Arrays.toString(dims) + " exceeds 2^63-1");
      }
      nonZero *= Math.max(dim, 1);
    }
    return empty ? 0 : nonZero;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape that && Arrays.equals(dims, that.dims);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dims);
  }

  /** As in {@code [2, 3]}. */
  @Override
  public String toString() {
    return Arrays.toString(dims);
  }
}
