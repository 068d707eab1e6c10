package dev.darkroom.nn;

import dev.darkroom.weights.DType;
import dev.darkroom.weights.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value in a trace: its shape is known, its numbers are not yet. Every method records one
 * operation and returns its result; the dtype is the run's, unless {@link #to} says otherwise. The
 * operations of layers are in {@link F}. Shapes that do not fit throw {@link ShapeException}.
 */
public final class Sym {
  private final Trace trace;
  private final int id;
  private final Shape shape;
  private final String origin;

  Sym(Trace trace, int id, Shape shape, String origin) {
    this.trace = trace;
    this.id = id;
    this.shape = shape;
    this.origin = origin;
  }

  public Trace trace() {
    return trace;
  }

  public Shape shape() {
    return shape;
  }

  public int rank() {
    return shape.rank();
  }

  /** The extent of dimension {@code i}; negative counts from the end. */
  public long dim(int i) {
    return shape.dim(i);
  }

  /** The weight as a value of this value's trace. */
  public Sym use(Param param) {
    return trace.use(param);
  }

  // Arithmetic, elementwise with broadcasting.

  public Sym plus(Sym other) {
    return binary("add", other);
  }

  public Sym plus(double number) {
    return same("add", number);
  }

  public Sym minus(Sym other) {
    return binary("sub", other);
  }

  public Sym minus(double number) {
    return same("sub", number);
  }

  public Sym times(Sym other) {
    return binary("mul", other);
  }

  public Sym times(double number) {
    return same("mul", number);
  }

  public Sym over(Sym other) {
    return binary("div", other);
  }

  public Sym over(double number) {
    return same("div", number);
  }

  public Sym negated() {
    return same("neg");
  }

  public Sym pow(double exponent) {
    return same("pow", exponent);
  }

  public Sym square() {
    return times(this);
  }

  public Sym sqrt() {
    return same("sqrt");
  }

  public Sym rsqrt() {
    return same("rsqrt");
  }

  public Sym exp() {
    return same("exp");
  }

  public Sym log() {
    return same("log");
  }

  public Sym sin() {
    return same("sin");
  }

  public Sym cos() {
    return same("cos");
  }

  public Sym abs() {
    return same("abs");
  }

  public Sym clamp(double low, double high) {
    return same("clamp", low, high);
  }

  public Sym maximum(Sym other) {
    return binary("maximum", other);
  }

  public Sym minimum(Sym other) {
    return binary("minimum", other);
  }

  // Comparisons give truth values, for where().

  public Sym eq(Sym other) {
    return binary("eq", other);
  }

  public Sym eq(double number) {
    return same("eq", number);
  }

  public Sym lt(Sym other) {
    return binary("lt", other);
  }

  public Sym lt(double number) {
    return same("lt", number);
  }

  public Sym gt(double number) {
    return same("gt", number);
  }

  /** {@code yes} where this (a truth value) holds, {@code no} elsewhere. */
  public Sym where(Sym yes, Sym no) {
    Sym either = new Sym(trace, yes.id, Shapes.broadcast("where", yes, no), yes.origin);
    return trace.op("where", Shapes.broadcast("where", this, either), this, yes, no);
  }

  // Products and reductions.

  /** Matrix product over the last two dimensions, the others broadcast. */
  public Sym matmul(Sym other) {
    return trace.op("matmul", Shapes.matmul(this, other), this, other);
  }

  /** The mean of everything: a scalar. */
  public Sym mean() {
    return trace.op("mean", Shape.of(), this);
  }

  public Sym mean(boolean keepDims, int... dims) {
    return reduce("mean", keepDims, dims);
  }

  /** The sum of everything: a scalar. */
  public Sym sum() {
    return trace.op("sum", Shape.of(), this);
  }

  public Sym sum(boolean keepDims, int... dims) {
    return reduce("sum", keepDims, dims);
  }

  /** Index of the greatest along {@code dim}, which goes away. */
  public Sym argmax(int dim) {
    int axis = Shapes.axis(this, "argmax", dim);
    return trace.op("argmax", Shapes.without(shape, axis), this, axis, false);
  }

  // Shapes.

  /** The same elements in another shape; one extent may be -1. */
  public Sym reshape(long... dims) {
    Shape target = Shapes.reshape(this, dims);
    return target.equals(shape) ? this : trace.op("reshape", target, this, target);
  }

  public Sym permute(int... order) {
    long[] dims = new long[order.length];
    boolean[] seen = new boolean[rank()];
    Shapes.require(order.length == rank(), "permute", this, "order " + Arrays.toString(order));
    for (int i = 0; i < order.length; i++) {
      int axis = Shapes.axis(this, "permute", order[i]);
      Shapes.require(!seen[axis], "permute", this, "dimension " + axis + " twice");
      seen[axis] = true;
      dims[i] = dim(axis);
    }
    return trace.op("permute", Shape.of(dims), this, longs(order));
  }

  public Sym transpose(int a, int b) {
    int i = Shapes.axis(this, "transpose", a);
    int j = Shapes.axis(this, "transpose", b);
    Shape swapped = Shapes.with(Shapes.with(shape, i, dim(j)), j, dim(i));
    return trace.op("transpose", swapped, this, i, j);
  }

  /** Dimensions {@code from} and all after it as one. */
  public Sym flatten(int from) {
    int axis = Shapes.axis(this, "flatten", from);
    long[] dims = Arrays.copyOf(shape.dims(), axis + 1);
    dims[axis] = -1;
    return reshape(dims);
  }

  public Sym unsqueeze(int dim) {
    int axis = dim < 0 ? dim + rank() + 1 : dim;
    Shapes.require(axis >= 0 && axis <= rank(), "unsqueeze", this, "dimension " + dim);
    return trace.op("unsqueeze", Shapes.inserted(shape, axis, 1), this, axis);
  }

  public Sym squeeze(int dim) {
    int axis = Shapes.axis(this, "squeeze", dim);
    Shapes.require(dim(axis) == 1, "squeeze", this, "dimension " + dim + " is not 1");
    return trace.op("squeeze", Shapes.without(shape, axis), this, axis);
  }

  /** {@code length} entries of {@code dim} from {@code start}. */
  public Sym narrow(int dim, long start, long length) {
    int axis = Shapes.axis(this, "narrow", dim);
    Shapes.require(
        start >= 0 && length >= 0 && start + length <= dim(axis),
        "narrow",
        this,
        "entries " + start + " to " + (start + length) + " of dimension " + axis);
    return trace.op(
        "slice", Shapes.with(shape, axis, length), this, axis, start, start + length, 1);
  }

  /** Entry {@code index} of {@code dim}, which goes away. */
  public Sym select(int dim, long index) {
    int axis = Shapes.axis(this, "select", dim);
    Shapes.require(index >= 0 && index < dim(axis), "select", this, "entry " + index);
    return trace.op("select", Shapes.without(shape, axis), this, axis, index);
  }

  /** {@code count} equal parts along {@code dim}. */
  public List<Sym> chunk(int count, int dim) {
    int axis = Shapes.axis(this, "chunk", dim);
    Shapes.require(dim(axis) % count == 0, "chunk", this, "not divisible by " + count);
    long[] lengths = new long[count];
    Arrays.fill(lengths, dim(axis) / count);
    return split(axis, lengths);
  }

  /** Parts of these lengths along {@code dim}. */
  public List<Sym> split(int dim, long... lengths) {
    int axis = Shapes.axis(this, "split", dim);
    Shapes.require(
        Arrays.stream(lengths).sum() == dim(axis), "split", this, "by " + Arrays.toString(lengths));
    List<Sym> parts = new ArrayList<>();
    long start = 0;
    for (long length : lengths) {
      parts.add(narrow(axis, start, length));
      start += length;
    }
    return parts;
  }

  /** Repeats extents of 1 without copying, up to this shape. */
  public Sym expand(long... dims) {
    Shape target = Shape.of(dims);
    boolean fits = target.rank() >= rank();
    for (int i = 1; fits && i <= rank(); i++) {
      fits = dim(-i) == target.dim(-i) || dim(-i) == 1;
    }
    Shapes.require(fits, "expand", this, "to " + target);
    return trace.op("expand", target, this, target);
  }

  /** One number a channel spread over the picture: (B, C) to (B, C, h, w). */
  public Sym spread(long height, long width) {
    Shapes.require(rank() == 2, "spread", this, "a (B, C) is needed");
    return unsqueeze(-1).unsqueeze(-1).expand(dim(0), dim(1), height, width);
  }

  /** The entries of {@code dim} that {@code index} (I64, rank 1) lists. */
  public Sym indexSelect(int dim, Sym index) {
    int axis = Shapes.axis(this, "indexSelect", dim);
    Shapes.require(index.rank() == 1, "indexSelect", this, index, "the index needs rank 1");
    return trace.op("index_select", Shapes.with(shape, axis, index.dim(0)), this, axis, index);
  }

  /** For each place of {@code index} (I64) the entry of {@code dim} that it names. */
  public Sym gather(int dim, Sym index) {
    int axis = Shapes.axis(this, "gather", dim);
    Shapes.require(index.rank() == rank(), "gather", this, index, "ranks differ");
    return trace.op("gather", index.shape, this, axis, index);
  }

  // Dtypes, memory and gradients.

  public Sym to(DType dtype) {
    return same("to", dtype);
  }

  /** In the run's dtype. */
  public Sym toRunDtype() {
    return same("to", new Literal.Raw(Literal.RUN_DTYPE));
  }

  public Sym contiguous() {
    return same("contiguous");
  }

  /** The same value, through which no gradient flows. */
  public Sym detach() {
    return same("detach");
  }

  @Override
  public String toString() {
    return name() + shape;
  }

  /** The variable's name in the script. */
  String name() {
    return "v" + id;
  }

  int id() {
    return id;
  }

  /** The module that returned it, for messages. */
  String where() {
    return origin;
  }

  /** An operation that keeps the shape. */
  Sym same(String op, @Nullable Object... more) {
    @Nullable Object[] arguments = new @Nullable Object[more.length + 1];
    arguments[0] = this;
    System.arraycopy(more, 0, arguments, 1, more.length);
    return trace.op(op, shape, arguments);
  }

  Sym returnedBy(String path) {
    return new Sym(trace, id, shape, path);
  }

  private Sym binary(String op, Sym other) {
    return trace.op(op, Shapes.broadcast(op, this, other), this, other);
  }

  private Sym reduce(String op, boolean keepDims, int... dims) {
    Shape result = shape;
    int[] axes = Arrays.stream(dims).map(d -> Shapes.axis(this, op, d)).sorted().toArray();
    for (int i = axes.length - 1; i >= 0; i--) {
      result = keepDims ? Shapes.with(result, axes[i], 1) : Shapes.without(result, axes[i]);
    }
    return trace.op(op, result, this, longs(axes), keepDims);
  }

  private static long[] longs(int... values) {
    return Arrays.stream(values).asLongStream().toArray();
  }
}
