package dev.darkroom.random;

import java.nio.IntBuffer;

/**
 * MT19937 (Matsumoto and Nishimura, 1998): 32 equidistributed bits a call, period 2^19937-1, seeded
 * by its {@code init_genrand}.
 */
final class MersenneTwister {
  /** Words of state, n in the paper. */
  static final int WORDS = 624;

  private static final int MIDDLE = 397; // m in the paper
  private static final int TWIST = 0x9908b0df; // a
  private static final int UPPER = 0x80000000;
  private static final int LOWER = 0x7fffffff;

  private final int[] x = new int[WORDS];
  private int next = WORDS;

  private MersenneTwister() {}

  static MersenneTwister seeded(int seed) {
    MersenneTwister twister = new MersenneTwister();
    int[] x = twister.x;
    x[0] = seed;
    for (int i = 1; i < WORDS; i++) {
      x[i] = 1812433253 * (x[i - 1] ^ (x[i - 1] >>> 30)) + i;
    }
    return twister;
  }

  /** A generator in the state that {@link #writeTo} wrote: its position, then its words. */
  static MersenneTwister readFrom(IntBuffer state) {
    MersenneTwister twister = new MersenneTwister();
    twister.next = state.get();
    if (twister.next < 0 || twister.next > WORDS) {
      throw new IllegalArgumentException(
          "position %d of a generator's state is not in 0..%d".formatted(twister.next, WORDS));
    }
    state.get(twister.x);
    return twister;
  }

  void writeTo(IntBuffer state) {
    state.put(next).put(x);
  }

  /** The next 32 bits. */
  int nextInt() {
    if (next == WORDS) {
      generate();
    }
    int y = x[next++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return y ^ (y >>> 18);
  }

  private void generate() {
    for (int k = 0; k < WORDS; k++) {
      int y = (x[k] & UPPER) | (x[(k + 1) % WORDS] & LOWER);
      x[k] = x[(k + MIDDLE) % WORDS] ^ (y >>> 1) ^ (-(y & 1) & TWIST);
    }
    next = 0;
  }
}
