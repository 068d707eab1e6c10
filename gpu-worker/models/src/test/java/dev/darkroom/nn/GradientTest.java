package dev.darkroom.nn;

import static dev.darkroom.nn.Evaluate.F64;
import static dev.darkroom.nn.Evaluate.wave;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.darkroom.weights.DType;
import dev.darkroom.weights.HostTensor;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Gradients equal finite differences in F64, those of gradients too. */
class GradientTest {
  private static final double STEP = 1e-5;
  private static final int[] SOME = {0, 7, 31, 64, 127};

  private final Weights weights = Weights.root();
  private final SmallNet net = new SmallNet(weights.at("net"));

  @Test
  void theGradientOfANetworkIsItsSlope() {
    assertGradientIsSlope((_, x) -> net.forward(x).square().sum());
  }

  @Test
  void aGradientPenaltyCanBeDifferentiatedAgain() { // R1 (Mescheder et al. 2018)
    assertGradientIsSlope(
        (t, x) -> t.gradients(net.forward(x).sum(), List.of(x)).getFirst().square().sum());
  }

  @Test
  void fusedAttentionHasAGradient() {
    assertGradientIsSlope((_, x) -> {
      Sym tokens = x.reshape(1, 2, 16, 4);
      return F.attention(tokens, tokens.times(0.5), tokens.square()).square().sum();
    });
  }

  @Test
  void shapesAndChoicesHaveGradients() {
    UnaryOperator<Sym> maze =
        x ->
            F.cat(1, x.chunk(2, 1).reversed())
                .lt(0)
                .where(F.pixelShuffle(x, 2).sum(true, 2, 3).expand(1, 1, 1, 1), x.times(x).exp());
    assertGradientIsSlope((_, x) -> maze.apply(x).sum());
  }

  @Test
  void nothingFlowsThroughDetach() {
    assertThat(gradient((_, x) -> x.times(x.detach()).sum()))
        .containsExactly(doubles(), within(1e-12));
  }

  /** Compares with (f(x + h) - f(x - h)) / 2h at some places. */
  private void assertGradientIsSlope(BiFunction<Trace, Sym, Sym> function) {
    double[] gradient = gradient(function);
    Graph value = Graph.trace("value", t -> t.output("y", function.apply(t, variable(t))));
    try (Program program = load(value)) {
      for (int i : SOME) {
        double slope = (at(program, i, STEP) - at(program, i, -STEP)) / (2 * STEP);
        assertThat(gradient[i])
            .as("place %d", i)
            .isCloseTo(slope, within(1e-7 + 1e-6 * Math.abs(slope)));
      }
    }
  }

  private double[] gradient(BiFunction<Trace, Sym, Sym> function) {
    Graph graph =
        Graph.trace(
            "gradient",
            t -> {
              Sym x = variable(t);
              t.output("g", t.gradients(function.apply(t, x), List.of(x)).getFirst());
            });
    try (Program program = load(graph)) {
      return program.call("gradient").in("x", doubles(doubles())).run().get("g").toDoubles();
    }
  }

  private static Sym variable(Trace t) {
    return t.leaf(t.input("x", 1, 4, 4, 8));
  }

  private static double at(Program program, int place, double offset) {
    double[] x = doubles();
    x[place] += offset;
    return program.call("value").in("x", doubles(x)).run().number("y");
  }

  private Program load(Graph graph) {
    return Program.load(F64, Evaluate.initial(graph.params(), 3), graph);
  }

  private static HostTensor doubles(double[] values) {
    return HostTensor.ofDoubles(values, 1, 4, 4, 8);
  }

  private static double[] doubles() {
    return HostTensor.ofFloats(wave(128, 1), 128).cast(DType.F64).toDoubles();
  }
}
