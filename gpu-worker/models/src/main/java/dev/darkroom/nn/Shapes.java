package dev.darkroom.nn;

import dev.darkroom.weights.Shape;
import java.util.Arrays;

/** The shapes that operations give, or the error that says why they cannot. */
final class Shapes {
  private Shapes() {}

  /** The shape of an elementwise operation, by torch's broadcasting. */
  static Shape broadcast(String op, Sym a, Sym b) {
    int rank = Math.max(a.rank(), b.rank());
    long[] dims = new long[rank];
    for (int i = 1; i <= rank; i++) {
      long x = extent(a.shape(), i);
      long y = extent(b.shape(), i);
      require(x == y || x == 1 || y == 1, op, a, b, "dimension -" + i + " is " + x + " and " + y);
      dims[rank - i] = x == 1 ? y : x;
    }
    return Shape.of(dims);
  }

  static Shape matmul(Sym a, Sym b) {
    require(a.rank() >= 2 && b.rank() >= 2, "matmul", a, b, "both need at least two dimensions");
    require(
        a.dim(-1) == b.dim(-2),
        "matmul",
        a,
        b,
        "columns of the first must equal rows of the second");
    int rank = Math.max(a.rank(), b.rank());
    long[] dims = new long[rank];
    dims[rank - 1] = b.dim(-1);
    dims[rank - 2] = a.dim(-2);
    for (int i = 3; i <= rank; i++) {
      long x = extent(a.shape(), i);
      long y = extent(b.shape(), i);
      require(x == y || x == 1 || y == 1, "matmul", a, b, "batches " + x + " and " + y);
      dims[rank - i] = x == 1 ? y : x;
    }
    return Shape.of(dims);
  }

  /** Resolves one -1 among the target extents. */
  static Shape reshape(Sym x, long... target) {
    long known = 1;
    int hole = -1;
    for (int i = 0; i < target.length; i++) {
      if (target[i] == -1 && hole < 0) {
        hole = i;
      } else {
        known *= target[i];
      }
    }
    long[] dims = target.clone();
    if (hole >= 0 && known > 0) {
      dims[hole] = x.shape().numel() / known;
      known *= dims[hole];
    }
    if (known != x.shape().numel()) {
      throw new ShapeException(
          x.where()
              + ": reshape of "
              + x.shape()
              + " to "
              + Arrays.toString(target)
              + ": the number of elements differs");
    }
    return Shape.of(dims);
  }

  /** {@code dim} counted from the front. */
  static int axis(Sym x, String op, int dim) {
    int axis = dim < 0 ? dim + x.rank() : dim;
    if (axis < 0 || axis >= x.rank()) {
      throw new ShapeException(
          x.where()
              + ": "
              + op
              + " over dimension "
              + dim
              + " of "
              + x.shape()
              + ", which has rank "
              + x.rank());
    }
    return axis;
  }

  static Shape with(Shape shape, int axis, long extent) {
    long[] dims = shape.dims();
    dims[axis] = extent;
    return Shape.of(dims);
  }

  static Shape without(Shape shape, int axis) {
    long[] dims = new long[shape.rank() - 1];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = shape.dim(i < axis ? i : i + 1);
    }
    return Shape.of(dims);
  }

  static Shape inserted(Shape shape, int axis, long extent) {
    long[] dims = new long[shape.rank() + 1];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = i == axis ? extent : shape.dim(i < axis ? i : i - 1);
    }
    return Shape.of(dims);
  }

  static void require(boolean fits, String op, Sym a, Sym b, String why) {
    if (!fits) {
      throw mismatch(op, a, b, why);
    }
  }

  static void require(boolean fits, String op, Sym x, String why) {
    if (!fits) {
      throw new ShapeException(x.where() + ": " + op + " of " + x.shape() + ": " + why);
    }
  }

  /** The i-th extent from the end, 1 beyond the first. */
  private static long extent(Shape shape, int i) {
    return i <= shape.rank() ? shape.dim(-i) : 1;
  }

  private static ShapeException mismatch(String op, Sym a, Sym b, String why) {
    return new ShapeException(
        "%s of %s from %s and %s from %s: %s"
            .formatted(op, a.shape(), a.where(), b.shape(), b.where(), why));
  }
}
