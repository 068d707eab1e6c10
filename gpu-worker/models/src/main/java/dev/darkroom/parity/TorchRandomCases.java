package dev.darkroom.parity;

import dev.darkroom.random.TorchRandom;
import java.util.Arrays;
import java.util.Optional;

/**
 * torch's CPU generator. Tensors are named {@code <call>.<seed>.<n>}; {@code mix_a} to {@code
 * mix_d} are what one generator gave one after another.
 */
final class TorchRandomCases implements CaseRunner {
  private static final String MIX = "mix_a.";

  @Override
  public void run(ParityCase c, Recorder recorder) {
    for (String tensor : recorder.expected("")) {
      if (tensor.startsWith(MIX)) {
        compareMix(tensor.substring(MIX.length()), recorder);
      } else if (!tensor.startsWith("mix_")) {
        String[] parts = tensor.split("\\.", -1);
        drawn(parts[0], Long.parseLong(parts[1]), Integer.parseInt(parts[2]))
            .ifPresent(values -> recorder.compare(tensor, values));
      }
    }
  }

  private static void compareMix(String seed, Recorder recorder) {
    TorchRandom random = TorchRandom.seeded(Long.parseLong(seed));
    recorder.compare("mix_a." + seed, doubles(random.randn(3)));
    recorder.compare("mix_b." + seed, doubles(random.randint(0, 1000, 4)));
    recorder.compare("mix_c." + seed, doubles(random.randn(3)));
    recorder.compare("mix_d." + seed, doubles(random.randn(4 * 8 * 8)));
  }

  /** What that call gives; empty if it is none that we have. */
  private static Optional<double[]> drawn(String call, long seed, int n) {
    TorchRandom random = TorchRandom.seeded(seed);
    return switch (call) {
      case "randn" -> Optional.of(doubles(random.randn(n)));
      case "randn_f64" -> Optional.of(random.randnF64(n));
      case "rand" -> Optional.of(doubles(random.rand(n)));
      case "randint_0_1000" -> Optional.of(doubles(random.randint(0, 1000, n)));
      case "randperm" -> Optional.of(Arrays.stream(random.randperm(n)).asDoubleStream().toArray());
      default -> Optional.empty();
    };
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    Arrays.setAll(doubles, i -> values[i]);
    return doubles;
  }

  private static double[] doubles(long[] values) {
    return Arrays.stream(values).asDoubleStream().toArray();
  }
}
