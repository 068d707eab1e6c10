package dev.darkroom.lora;

import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.Shape;
import dev.darkroom.weights.WeightsException;
import dev.darkroom.weights.WeightsException.Code;
import java.util.Arrays;
import java.util.Optional;

/**
 * The change of one weight (LoRA, equation 3): ΔW = alpha/r · up · down, for a linear layer or a
 * convolution.
 *
 * @param down (r, in) or (r, in, k, k)
 * @param up (out, r) or (out, r, 1, 1)
 * @param alpha numerator of the scale; equal to r it changes nothing
 */
public record LoraLayer(HostTensor down, HostTensor up, double alpha) {
  /** More than any published file has; bounds the work of a merge. */
  public static final int MAX_RANK = 4096;

  /** Lower, as multiplying a middle into {@code down} takes the rank's square. */
  private static final int MAX_RANK_WITH_MIDDLE = 512;

  private static final int MAX_ELEMENTS = 1 << 28;

  public LoraLayer {
    requireMatrix("down", down);
    requireMatrix("up", up);
    long rank = down.shape().dim(0);
    if (rank < 1 || rank > MAX_RANK) {
      throw invalid("its rank is %d: 1 to %d are right".formatted(rank, MAX_RANK));
    }
    if (up.shape().dim(1) != rank) {
      throw invalid(
          "up %s expects rank %d, down %s has rank %d"
              .formatted(up.shape(), up.shape().dim(1), down.shape(), rank));
    }
    if (up.shape().rank() == 4 && up.shape().dim(2) * up.shape().dim(3) != 1) {
      throw invalid("up is a kernel of shape " + up.shape() + ": 1x1 is right");
    }
    if (!Double.isFinite(alpha)) {
      throw invalid("its alpha is " + alpha + ": a finite number is right");
    }
  }

  /**
   * A layer as files hold it. The middle factor of a decomposed convolution is multiplied into
   * {@code down}, which changes nothing else: up · (mid · down).
   *
   * @param mid (r, r, k, k), between {@code down} (r, in, 1, 1) and {@code up}
   * @param alpha the rank where a file says nothing
   * @throws WeightsException with {@link Code#TENSOR_INVALID} if the shapes do not fit together
   */
  static LoraLayer of(
      HostTensor down, HostTensor up, Optional<HostTensor> mid, Optional<Double> alpha) {
    HostTensor joined = mid.map(m -> joined(m, down)).orElse(down);
    return new LoraLayer(joined, up, alpha.orElse((double) joined.shape().dim(0)));
  }

  /** The number of rows of {@code down}, r. */
  public int rank() {
    return (int) down.shape().dim(0);
  }

  /** The factor of up · down. */
  public double scale() {
    return alpha / rank();
  }

  /** Whether ΔW has as many rows and columns as a weight of this shape. */
  boolean fits(Shape weight) {
    return weight.rank() >= 2
        && weight.dim(0) == up.shape().dim(0)
        && weight.numel() / weight.dim(0) == down.numel() / rank();
  }

  /** The shape of ΔW, as it stands in errors. */
  Shape change() {
    long[] dims = down.shape().dims();
    dims[0] = up.shape().dim(0);
    return Shape.of(dims);
  }

  /**
   * W ← W + m · ΔW in F32.
   *
   * @param w (out, in·k·k), row by row
   */
  void addTo(float[] w, double m) {
    float factor = (float) (m * scale());
    float[] a = down.toFloats(); // (r, in·k·k)
    float[] b = up.toFloats(); // (out, r)
    int rank = rank();
    int columns = a.length / rank;
    float[] change = new float[columns];
    for (int row = 0; row < b.length / rank; row++) {
      Arrays.fill(change, 0);
      for (int p = 0; p < rank; p++) {
        addRow(change, b[row * rank + p], a, p * columns);
      }
      int at = row * columns;
      for (int i = 0; i < columns; i++) {
        w[at + i] += factor * change[i];
      }
    }
  }

  private static void addRow(float[] sum, float factor, float[] from, int at) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += factor * from[at + i];
    }
  }

  /** mid · down: (r, r, k, k) · (r, in, 1, 1) = (r, in, k, k). */
  private static HostTensor joined(HostTensor mid, HostTensor down) {
    Shape m = mid.shape();
    Shape d = down.shape();
    if (m.rank() != 4 || m.dim(0) > MAX_RANK_WITH_MIDDLE || m.dim(1) != d.dim(0)) {
      throw invalid("its middle %s does not fit between up and down %s".formatted(m, d));
    }
    if (d.numel() / d.dim(0) != d.dim(1)) {
      throw invalid("it has a middle, and down is %s: 1x1 is right then".formatted(d));
    }
    int rank = (int) m.dim(0);
    int inner = (int) m.dim(1);
    int in = (int) d.dim(1);
    int area = (int) (m.dim(2) * m.dim(3));
    float[] kernel = mid.toFloats(); // (r, q, k·k)
    float[] a = down.toFloats(); // (q, in)
    long elements = m.numel() / inner * in;
    requireSize("mid times down", elements);
    float[] product = new float[(int) elements]; // (r, in, k·k)
    for (int p = 0; p < rank; p++) {
      for (int q = 0; q < inner; q++) {
        for (int i = 0; i < in; i++) {
          for (int k = 0; k < area; k++) {
            product[(p * in + i) * area + k] += kernel[(p * inner + q) * area + k] * a[q * in + i];
          }
        }
      }
    }
    return HostTensor.ofFloats(product, rank, in, m.dim(2), m.dim(3));
  }

  private static void requireMatrix(String what, HostTensor tensor) {
    int rank = tensor.shape().rank();
    if ((rank != 2 && rank != 4) || !tensor.dtype().isFloating() || tensor.numel() == 0) {
      throw invalid("%s is %s: a matrix or a kernel of floats is right".formatted(what, tensor));
    }
    requireSize(what, tensor.numel());
  }

  private static void requireSize(String what, long elements) {
    if (elements > MAX_ELEMENTS) {
      throw new WeightsException(
          Code.LIMIT_EXCEEDED,
          "%s has %d elements: at most %d are read".formatted(what, elements, MAX_ELEMENTS));
    }
  }

  private static WeightsException invalid(String what) {
    return new WeightsException(Code.TENSOR_INVALID, what);
  }
}
