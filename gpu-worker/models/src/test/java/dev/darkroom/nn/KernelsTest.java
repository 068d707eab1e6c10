package dev.darkroom.nn;

import static dev.darkroom.nn.Evaluate.wave;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.darkroom.weights.DType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whichever kernels a program runs with, its numbers agree. */
class KernelsTest {
  private static final int TOKENS = 48;
  private static final int WIDTH = 40;

  private final Weights weights = Weights.root();
  private final Linear mixed = Linear.of(weights.at("mixed"), WIDTH, WIDTH);
  private final Linear plain = Linear.withoutBias(weights.at("plain"), WIDTH, WIDTH);

  @ParameterizedTest
  @CsvSource({"F32, 1e-6", "BF16, 2e-2", "F16, 2e-3"})
  void tunedProgramsAgreeWithPlainOnes(DType dtype, float tolerance) {
    RunConfig config = RunConfig.reference().with(dtype);

    float[] tuned = run(config.with(Kernels.TUNED));

    assertThat(tuned).containsExactly(run(config.with(Kernels.PLAIN)), within(tolerance));
  }

  private float[] run(RunConfig config) {
    Graph graph =
        Graph.trace(
            "attend",
            trace -> {
              Sym x = trace.input("x", 2, TOKENS, WIDTH);
              Sym q = heads(mixed.forward(x));
              Sym k = heads(plain.forward(x));
              trace.output("y", F.attention(q, k, q).plus(F.causalAttention(q, k, k)));
            });
    Binding binding = Evaluate.initial(weights, 3);
    try (Program program = Program.load(config, binding, graph)) {
      return program.call("attend").in("x", wave(2 * TOKENS * WIDTH, 0.5)).run().floats("y");
    }
  }

  private static Sym heads(Sym x) { // (B, N, D)
    return x.reshape(2, TOKENS, 4, WIDTH / 4).transpose(1, 2); // (B, h, N, D/h)
  }
}
