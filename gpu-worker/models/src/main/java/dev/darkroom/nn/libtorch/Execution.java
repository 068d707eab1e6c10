package dev.darkroom.nn.libtorch;

/**
 * The settings that libtorch keeps per thread, stated for every call.
 *
 * @param threads native threads the call may use
 * @param gradients whether operations are recorded for gradients
 */
public record Execution(int threads, boolean gradients) {
  /** Without gradients. */
  public static Execution inference(int threads) {
    return new Execution(threads, false);
  }
}
