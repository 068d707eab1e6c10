package dev.darkroom.nn;

import dev.darkroom.weights.DType;

/**
 * How a program runs, chosen at load and not when the model is written.
 *
 * @param device where weights and activations live
 * @param dtype of weights and activations: F32, F16 or BF16 (F64 for gradient checks)
 * @param channelsLast whether pictures and convolution weights are stored with channels innermost:
 *     the same numbers, faster convolutions in BF16
 * @param threads native threads of one call; results vary by about 1e-6 with this number
 * @param kernels whose implementations of the operations are used; results vary likewise
 */
public record RunConfig(
    Device device, DType dtype, boolean channelsLast, int threads, Kernels kernels) {
  private static final int MAX_THREADS = 1024;

  public RunConfig {
    if (!dtype.isFloating()) {
      throw new IllegalArgumentException(
          "a network cannot run in " + dtype + ": use F32, F16 or BF16");
    }
    if (threads < 1 || threads > MAX_THREADS) {
      throw new IllegalArgumentException(
          threads + " threads: use 1 to " + MAX_THREADS + " (1 for reproducible pictures)");
    }
  }

  /** With the quickest kernels. */
  public RunConfig(Device device, DType dtype, boolean channelsLast, int threads) {
    this(device, dtype, channelsLast, threads, Kernels.TUNED);
  }

  /**
   * F32 on one thread of the processor, libtorch's own choice of kernels: the reference that the
   * other choices are compared with.
   */
  public static RunConfig reference() {
    return new RunConfig(Device.CPU, DType.F32, false, 1, Kernels.PLAIN);
  }

  public RunConfig with(Kernels other) {
    return new RunConfig(device, dtype, channelsLast, threads, other);
  }

  public RunConfig with(DType other) {
    return new RunConfig(device, other, channelsLast, threads, kernels);
  }

  public RunConfig withChannelsLast(boolean on) {
    return new RunConfig(device, dtype, on, threads, kernels);
  }

  public RunConfig withThreads(int count) {
    return new RunConfig(device, dtype, channelsLast, count, kernels);
  }

  public RunConfig on(Device other) {
    return new RunConfig(other, dtype, channelsLast, threads, kernels);
  }

  /** The dtype in which floats reach the host. */
  DType hostFloats() {
    return dtype == DType.F64 ? DType.F64 : DType.F32;
  }
}
