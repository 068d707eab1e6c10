package dev.darkroom.random;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * torch's CPU generator, bit for bit: {@code seeded(s).randn(n)} holds the very numbers of {@code
 * torch.randn(n, generator=torch.Generator().manual_seed(s))}, so that a seed means the same
 * picture here and there. One object is one stream; it is not safe for use by several threads.
 */
public final class TorchRandom {
  /** Length in bytes of what {@link #save} returns. */
  public static final int STATE_BYTES =
      Integer.BYTES * (1 + 1 + MersenneTwister.WORDS) + 1 + Double.BYTES;

  private static final int STATE_FORMAT = 0x44525231; // "DRR1"

  /** From this length on torch fills normals in blocks, below it one at a time. */
  private static final int BLOCK = 16;

  private static final int HALF_BLOCK = BLOCK / 2;
  private static final float TWO_PI = (float) (2 * Math.PI);

  private final MersenneTwister words;

  /** The second normal of a pair that was made for one; it survives every other call. */
  private OptionalDouble spareNormal;

  private TorchRandom(MersenneTwister words, OptionalDouble spareNormal) {
    this.words = words;
    this.spareNormal = spareNormal;
  }

  /** The stream of {@code manual_seed(seed)}; only the lower 32 bits of a seed count. */
  public static TorchRandom seeded(long seed) {
    return new TorchRandom(MersenneTwister.seeded((int) seed), OptionalDouble.empty());
  }

  /** {@code n} uniform floats in [0, 1). */
  public float[] rand(int n) {
    float[] u = new float[n];
    for (int i = 0; i < n; i++) {
      u[i] = uniform();
    }
    return u;
  }

  /** {@code n} uniform doubles in [0, 1). */
  public double[] randF64(int n) {
    double[] u = new double[n];
    for (int i = 0; i < n; i++) {
      u[i] = uniformF64();
    }
    return u;
  }

  /** {@code n} standard normal floats; for a half precision tensor round these. */
  public float[] randn(int n) {
    if (n < BLOCK) {
      float[] z = new float[n];
      for (int i = 0; i < n; i++) {
        z[i] = (float) normal();
      }
      return z;
    }
    float[] z = rand(n);
    for (int start = 0; start + BLOCK <= n; start += BLOCK) {
      toNormal(z, start);
    }
    if (n % BLOCK != 0) { // the last block overlaps the one before, with uniforms of its own
      System.arraycopy(rand(BLOCK), 0, z, n - BLOCK, BLOCK);
      toNormal(z, n - BLOCK);
    }
    return z;
  }

  /** {@code n} standard normal doubles, as {@code randn(n, dtype=torch.float64)}. */
  public double[] randnF64(int n) {
    if (n < BLOCK) {
      double[] z = new double[n];
      for (int i = 0; i < n; i++) {
        z[i] = normal();
      }
      return z;
    }
    double[] z = randF64(n);
    for (int start = 0; start + BLOCK <= n; start += BLOCK) {
      toNormal(z, start);
    }
    if (n % BLOCK != 0) {
      System.arraycopy(randF64(BLOCK), 0, z, n - BLOCK, BLOCK);
      toNormal(z, n - BLOCK);
    }
    return z;
  }

  /**
   * {@code n} integers in [low, high).
   *
   * @throws IllegalArgumentException if the range is empty or holds 2^63 numbers or more
   */
  public long[] randint(long low, long high, int n) {
    long range = high - low;
    if (high <= low || range <= 0) {
      throw new IllegalArgumentException(
          "randint of [%d, %d) is empty or too wide: use low < high, less than 2^63 apart"
              .formatted(low, high));
    }
    long[] values = new long[n];
    for (int i = 0; i < n; i++) {
      long word = range < 1L << 32 ? word32() : word64();
      values[i] = low + Long.remainderUnsigned(word, range);
    }
    return values;
  }

  /** A permutation of 0..n-1. */
  public int[] randperm(int n) {
    int[] order = new int[n];
    Arrays.setAll(order, i -> i);
    for (int i = 0; i < n - 1; i++) {
      int other = i + (int) (word32() % (n - i));
      int taken = order[i];
      order[i] = order[other];
      order[other] = taken;
    }
    return order;
  }

  /** The state as {@link #STATE_BYTES} bytes, from which {@link #restore} goes on. */
  public byte[] save() {
    ByteBuffer state = ByteBuffer.allocate(STATE_BYTES);
    state.putInt(STATE_FORMAT);
    words.writeTo(state.asIntBuffer());
    state.position(state.position() + Integer.BYTES * (1 + MersenneTwister.WORDS));
    state.put((byte) (spareNormal.isPresent() ? 1 : 0)).putDouble(spareNormal.orElse(0));
    return state.array();
  }

  /**
   * A generator that goes on where the saved one stood.
   *
   * @throws IllegalArgumentException if these are not bytes that {@link #save} wrote
   */
  public static TorchRandom restore(byte[] saved) {
    ByteBuffer state = ByteBuffer.wrap(saved);
    if (saved.length != STATE_BYTES || state.getInt() != STATE_FORMAT) {
      throw new IllegalArgumentException(
          "%d bytes are no saved generator: use the %d bytes that save() gave"
              .formatted(saved.length, STATE_BYTES));
    }
    MersenneTwister words = MersenneTwister.readFrom(state.asIntBuffer());
    state.position(state.position() + Integer.BYTES * (1 + MersenneTwister.WORDS));
    boolean spare = state.get() != 0;
    double normal = state.getDouble();
    return new TorchRandom(words, spare ? OptionalDouble.of(normal) : OptionalDouble.empty());
  }

  private long word32() {
    return Integer.toUnsignedLong(words.nextInt());
  }

  private long word64() {
    long high = word32();
    return high << 32 | word32();
  }

  private float uniform() {
    return (words.nextInt() & 0xffffff) * 0x1p-24f;
  }

  private double uniformF64() {
    return (word64() & ((1L << 53) - 1)) * 0x1p-53;
  }

  /** One normal by Box-Muller in f64; its twin is kept for the next call. */
  private double normal() {
    if (spareNormal.isPresent()) {
      double spare = spareNormal.getAsDouble();
      spareNormal = OptionalDouble.empty();
      return spare;
    }
    double theta = 2 * Math.PI * uniformF64();
    double r = Math.sqrt(-2 * StrictMath.log1p(-uniformF64()));
    spareNormal = OptionalDouble.of(r * StrictMath.sin(theta));
    return r * StrictMath.cos(theta);
  }

  /** Box-Muller in place over 16 uniforms: u[j] gives the radius, u[j+8] the angle. */
  private static void toNormal(float[] u, int start) {
    for (int j = start; j < start + HALF_BLOCK; j++) {
      float r = (float) Math.sqrt(-2 * VectorMath.log(1 - u[j]));
      VectorMath.SinCos angle = VectorMath.sinCos(TWO_PI * u[j + HALF_BLOCK]);
      u[j] = r * angle.cos();
      u[j + HALF_BLOCK] = r * angle.sin();
    }
  }

  private static void toNormal(double[] u, int start) {
    for (int j = start; j < start + HALF_BLOCK; j++) {
      double r = Math.sqrt(-2 * StrictMath.log(1 - u[j]));
      double theta = 2 * Math.PI * u[j + HALF_BLOCK];
      u[j] = r * StrictMath.cos(theta);
      u[j + HALF_BLOCK] = r * StrictMath.sin(theta);
    }
  }
}
