package dev.darkroom.ldm.sampler;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** How much noise each training step added: beta_t for t = 0 .. T-1, each in (0, 1). */
public sealed interface Betas {
  /** The values for {@code T} training steps. */
  double[] values(int T);

  /** Evenly from {@code start} to {@code end} (Ho et al. 2020). */
  record Linear(double start, double end) implements Betas {
    @Override
    public double[] values(int T) {
      return Grid.linspace(start, end, T);
    }
  }

  /** Even in the square root: what latent diffusion calls linear (Rombach et al. 2022). */
  record ScaledLinear(double start, double end) implements Betas {
    @Override
    public double[] values(int T) {
      double[] roots = Grid.linspace(Math.sqrt(start), Math.sqrt(end), T);
      return Arrays.stream(roots).map(r -> r * r).toArray();
    }
  }

  /** From alpha-bar as a squared cosine, at most 0.999 (Nichol and Dhariwal 2021, eq. 17). */
  record SquaredCosine() implements Betas {
    private static final double OFFSET = 0.008;
    private static final double LIMIT = 0.999;

    @Override
    public double[] values(int T) {
      DoubleUnaryOperator alphaBar =
          t -> Math.pow(Math.cos((t + OFFSET) / (1 + OFFSET) * Math.PI / 2), 2);
      double[] betas = new double[T];
      for (int t = 0; t < T; t++) {
        double ratio =
            alphaBar.applyAsDouble((t + 1.0) / T) / alphaBar.applyAsDouble((double) t / T);
        betas[t] = Math.min(1 - ratio, LIMIT);
      }
      return betas;
    }
  }

  /** Given one by one. */
  record Trained(List<Double> values) implements Betas {
    public Trained {
      values = List.copyOf(values);
    }

    @Override
    public double[] values(int T) {
      if (values.size() != T) {
        throw new IllegalArgumentException(
            "%d trained betas for %d training steps".formatted(values.size(), T));
      }
      return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
  }
}
