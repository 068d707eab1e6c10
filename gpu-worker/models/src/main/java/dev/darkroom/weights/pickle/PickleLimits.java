package dev.darkroom.weights.pickle;

/**
 * How much a pickle may ask for. Every opcode makes at most one value, so these bound memory as
 * well as time.
 *
 * @param opcodes most instructions
 * @param stack most values and marks on the stack at once
 * @param depth most containers inside each other
 * @param textBytes most bytes of all text together
 * @param integerBytes most bytes of one big integer
 */
public record PickleLimits(long opcodes, int stack, int depth, long textBytes, int integerBytes) {
  /**
   * Ten times what the pickles of the largest published checkpoints need, and under 256 MB in
   * memory.
   */
  public static final PickleLimits DEFAULT =
      new PickleLimits(1_000_000, 1 << 15, 512, 32 << 20, 1024);

  public PickleLimits {
    if (opcodes < 1 || stack < 1 || depth < 1 || textBytes < 0 || integerBytes < 1) {
      throw new IllegalArgumentException("limits must be positive");
    }
  }
}
