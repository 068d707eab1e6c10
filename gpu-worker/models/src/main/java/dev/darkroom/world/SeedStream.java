package dev.darkroom.world;

import java.util.List;

/**
 * SplitMix64 (Steele, Lea, Flood 2014): the one source of chance in the house world. The same seed
 * gives the same numbers on every machine and every JDK. Not safe for use by several threads.
 */
public final class SeedStream {
  private static final long GAMMA = 0x9E3779B97F4A7C15L;
  private long state;

  /** A stream that begins at {@code seed}. */
  public SeedStream(long seed) {
    this.state = seed;
  }

  /** The stream that belongs to element {@code index} of the sequence {@code seed}. */
  public static SeedStream of(long seed, long index) {
    return new SeedStream(mix(seed ^ mix(index + GAMMA)));
  }

  /** 64 fresh bits. */
  public long nextLong() {
    state += GAMMA;
    return mix(state);
  }

  /** Uniform in [0, 1). */
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1p-53;
  }

  /** Uniform in [−{@code reach}, {@code reach}). */
  double around(double reach) {
    return (2 * nextDouble() - 1) * reach;
  }

  /** True with the given probability. */
  boolean chance(double probability) {
    return nextDouble() < probability;
  }

  /** One of {@code choices}, each as likely. */
  <T> T pick(List<T> choices) {
    return choices.get((int) (nextDouble() * choices.size()));
  }

  /** The finaliser of SplitMix64: every input bit reaches every output bit. */
  static long mix(long z) {
    long x = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
    return x ^ (x >>> 31);
  }
}
