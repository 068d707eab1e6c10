package dev.darkroom.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClippingTest {
  private static final double RATE = 1e3;
  private static final double MAX_NORM = 1e-3;

  /** Steps of rate × gradient / 1000: what moved is the gradient. */
  private static final AdamW PLAIN = new AdamW(0, 0, RATE);

  @Test
  void weightsThatAreAddedShareOneGradientWhichIsScaledOnce() {
    Weights weights = Weights.root();
    Param a = weights.param("a", Init.zeros(), 4);
    Param b = weights.param("b", Init.zeros(), 4);
    Graph graph =
        Graph.trace(
            "train",
            t -> t.output("loss", t.input("x", 4).plus(t.use(a)).plus(t.use(b)).square().mean()));
    TrainPlan plan =
        TrainPlan.of(RunConfig.reference(), List.of(a, b), 0)
            .with(PLAIN)
            .withMaxGradientNorm(MAX_NORM);
    try (TrainState state = TrainState.start(plan, Evaluate.initial(weights, 1));
        TrainStep step = TrainStep.compile(plan, graph)) {
      step.step(state, RATE, 0).in("x", new float[] {1, 1, 1, 1}).run();
      double each = -MAX_NORM / Math.sqrt(8); // eight equal elements in all
      for (Param param : List.of(a, b)) {
        assertThat(state.weights().get(param.name()).toDoubles())
            .containsExactly(new double[] {each, each, each, each}, within(1e-6));
      }
    }
  }
}
