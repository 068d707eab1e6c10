package dev.darkroom.nn;

import dev.darkroom.weights.Shape;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** How a parameter starts before any training. */
public sealed interface Init {
  /** Every element the same. */
  record Constant(double value) implements Init {}

  /** Normal with mean zero. */
  record Normal(double std) implements Init {
    public Normal {
      if (!(std >= 0)) {
        throw new IllegalArgumentException("standard deviation " + std + " is not >= 0");
      }
    }
  }

  /** Uniform on (-bound, bound). */
  record Uniform(double bound) implements Init {
    public Uniform {
      if (!(bound >= 0)) {
        throw new IllegalArgumentException("bound " + bound + " is not >= 0");
      }
    }
  }

  /**
   * What torch gives linear layers and convolutions, weight and bias alike: uniform with bound
   * 1/sqrt(fan in), which is He et al. (2015) with a negative slope of sqrt(5).
   */
  static Init torchDefault(long fanIn) {
    return new Uniform(1 / Math.sqrt((double) fanIn));
  }

  static Init zeros() {
    return new Constant(0);
  }

  static Init ones() {
    return new Constant(1);
  }

  static Init normal(double std) {
    return new Normal(std);
  }

  /** Fresh values for a parameter of that shape, row-major. */
  default float[] draw(Shape shape, RandomGenerator random) {
    float[] values = new float[Math.toIntExact(shape.numel())];
    switch (this) {
      case Constant(double value) -> Arrays.fill(values, (float) value);
      case Normal(double std) -> {
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) (std * random.nextGaussian());
        }
      }
      case Uniform(double bound) -> {
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) (bound * (2 * random.nextDouble() - 1));
        }
      }
    }
    return values;
  }
}
