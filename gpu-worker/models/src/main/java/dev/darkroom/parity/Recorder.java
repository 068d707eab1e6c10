package dev.darkroom.parity;

import dev.darkroom.failure.ModelException;
import dev.darkroom.weights.DType;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Compares what was computed with what the case expects, and remembers what nobody computed. */
public final class Recorder {
  private final ParityCase parityCase;
  private final Tolerance tolerance;
  private final Set<String> open;
  private final List<Row> rows = new ArrayList<>();

  Recorder(ParityCase parityCase) {
    this.parityCase = parityCase;
    this.tolerance = Tolerance.of(parityCase.description().path("tolerance"));
    this.open = new TreeSet<>(parityCase.expected().names());
  }

  /** Whether the case expects this tensor. */
  public boolean expects(String tensor) {
    return parityCase.expected().names().contains(tensor);
  }

  /** What the case expects. */
  public HostTensor wanted(String tensor) {
    return parityCase.expected().get(tensor);
  }

  /** The names below a prefix that the case expects. */
  public Set<String> expected(String prefix) {
    Set<String> names = new TreeSet<>(parityCase.expected().names());
    names.removeIf(name -> !name.startsWith(prefix));
    return names;
  }

  /** Compares, if the case expects this tensor; it is only computed then. */
  public void compare(String tensor, Supplier<HostTensor> actual) {
    if (expects(tensor)) {
      compare(tensor, actual.get());
    }
  }

  /** Compares values, if the case expects this tensor. */
  public void compareIfExpected(String tensor, double[] values) {
    if (expects(tensor)) {
      compare(tensor, values);
    }
  }

  /** Compares values in rows, of the shape that the case expects if they are as many. */
  public void compare(String tensor, double[] values) {
    Shape shape = wanted(tensor).shape();
    long[] dims = shape.numel() == values.length ? shape.dims() : new long[] {values.length};
    compare(tensor, HostTensor.ofDoubles(values, dims));
  }

  /** Compares dtype, shape and every bit of a tensor that the case expects. */
  public void compareBits(String tensor, HostTensor actual) {
    HostTensor expected = wanted(tensor);
    open.remove(tensor);
    boolean same = actual.sameBits(expected);
    check(tensor, same, same ? "" : actual + " differs from " + expected);
  }

  /** Compares a tensor that the case expects. */
  public void compare(String tensor, HostTensor actual) {
    open.remove(tensor);
    compareAs(tensor, tensor, actual);
  }

  /** Compares with an expected tensor what was computed in another way, under a name of its own. */
  public void compareAs(String name, String tensor, HostTensor actual) {
    HostTensor expected = wanted(tensor);
    if (!expected.shape().equals(actual.shape())) {
      rows.add(
          row(
              name,
              Row.Verdict.OVER,
              Double.POSITIVE_INFINITY,
              0,
              "shape " + actual.shape() + ", not " + expected.shape()));
      return;
    }
    double[] want = expected.toDoubles();
    double[] got = actual.toDoubles();
    double error = 0;
    double most = 0;
    for (int i = 0; i < want.length; i++) {
      double difference = want[i] == got[i] ? 0 : Math.abs(want[i] - got[i]);
      error = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(error, difference);
      most = Math.max(most, Math.abs(want[i]));
    }
    double allowed = allowed(tensor, expected.dtype(), most);
    rows.add(row(name, error <= allowed ? Row.Verdict.OK : Row.Verdict.OVER, error, allowed, ""));
  }

  /**
   * Compares a number that is what is left when others of the size {@code scale} cancel: the
   * tolerance is of those.
   */
  public void compareAtScale(String tensor, double actual, double scale) {
    open.remove(tensor);
    double error = Math.abs(actual - wanted(tensor).toDoubles()[0]);
    double allowed = tolerance.allowed(tensor, Math.abs(scale));
    rows.add(row(tensor, error <= allowed ? Row.Verdict.OK : Row.Verdict.OVER, error, allowed, ""));
  }

  /** Records a comparison that is no tensor's: something must hold, and does or does not. */
  public void check(String what, boolean holds, String note) {
    rows.add(
        row(
            what,
            holds ? Row.Verdict.OK : Row.Verdict.OVER,
            holds ? 0 : Double.POSITIVE_INFINITY,
            0,
            note));
  }

  /**
   * Says that a group of tensors is not supported, in one row.
   *
   * @param prefix of their names
   * @param refusal what refused them
   * @throws ModelException the refusal, if it is no such
   */
  public void notSupported(String group, String prefix, ModelException refusal) {
    switch (refusal.code()) {
      case CONFIG_UNSUPPORTED, REQUEST_INVALID ->
          notSupported(group, prefix, String.valueOf(refusal.getMessage()));
      case FAMILY_UNKNOWN,
          FILE_MISSING,
          WEIGHTS_MISMATCHED,
          OUTPUT_NOT_FINITE,
          RUN_OPEN,
          OUT_OF_MEMORY ->
          throw refusal;
    }
  }

  /** As {@link #notSupported(String, String, ModelException)}, where nothing was tried. */
  public void notSupported(String group, String prefix, String why) {
    if (open.removeIf(name -> name.startsWith(prefix))) {
      rows.add(row(group, Row.Verdict.NOT_SUPPORTED, 0, 0, why));
    }
  }

  /** Everything that is still open is not supported; a case never goes without a row. */
  void finish(String why) {
    if (!open.isEmpty()) {
      int all = parityCase.expected().names().size();
      String first = open.iterator().next();
      String group =
          open.size() == all
              ? "all " + all + " tensors"
              : open.size() == 1 ? first : first + " and " + (open.size() - 1) + " more";
      rows.add(row(group, Row.Verdict.NOT_SUPPORTED, 0, 0, why));
      open.clear();
    } else if (rows.isEmpty()) {
      rows.add(row("the case", Row.Verdict.NOT_SUPPORTED, 0, 0, why));
    }
  }

  List<Row> rows() {
    return List.copyOf(rows);
  }

  private double allowed(String tensor, DType dtype, double most) {
    if (dtype == DType.U8) {
      return 1; // pictures: rounding may fall either way
    }
    return dtype.isFloating() ? tolerance.allowed(tensor, most) : 0;
  }

  private Row row(String tensor, Row.Verdict verdict, double error, double allowed, String note) {
    return new Row(parityCase.name(), tensor, verdict, error, allowed, note);
  }
}
