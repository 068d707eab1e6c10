package dev.darkroom.nn;

import static dev.darkroom.nn.Evaluate.initial;
import static dev.darkroom.nn.Evaluate.wave;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.darkroom.weights.DType;
import dev.darkroom.weights.HostTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Activations computed twice give the gradients of activations that were kept. */
class RecomputationTest {
  private static final int WIDTH = 6;
  private static final int DEPTH = 40;

  private final Weights weights = Weights.root();
  private final Linear shared = Linear.of(weights.at("shared"), WIDTH, WIDTH);
  private final List<Linear> layers =
      IntStream.range(0, DEPTH)
          .mapToObj(i -> Linear.of(weights.at("layers", i), WIDTH, WIDTH))
          .toList();

  @ParameterizedTest
  @CsvSource({"F32, 1e-6", "BF16, 5e-3"})
  void aStepMovesEveryWeightAlike(DType dtype, float tolerance) {
    RunConfig config = RunConfig.reference().with(dtype);
    TrainPlan plan = TrainPlan.of(config, weights.params(), 0.1).withMaxGradientNorm(1);

    Map<String, HostTensor> kept = trained(plan);
    Map<String, HostTensor> recomputed = trained(plan.withCheckpointing(true));

    kept.forEach((name, weight) ->
        assertThat(recomputed.get(name).toFloats())
            .as(name)
            .containsExactly(weight.toFloats(), within(tolerance)));
  }

  @Test
  void weightsThatAreNotTrainedStayAndCostNoGradient() {
    List<Param> trained = layers.get(3).params();
    TrainPlan plan = TrainPlan.of(RunConfig.reference(), trained, 0);

    Map<String, HostTensor> kept = trained(plan);
    Map<String, HostTensor> recomputed = trained(plan.withCheckpointing(true));

    assertThat(recomputed).hasSameSizeAs(trained);
    kept.forEach((name, weight) ->
        assertThat(recomputed.get(name).toFloats())
            .containsExactly(weight.toFloats(), within(1e-6f)));
  }

  @Test
  void aGraphThatTakesGradientsItselfIsRefused() {
    Graph second =
        Graph.trace(
            "train",
            trace -> {
              Sym x = trace.leaf(trace.input("x", 2, WIDTH));
              Sym y = shared.forward(x).times(x).sum();
              trace.output("loss", trace.gradients(y, List.of(x)).getFirst().square().mean());
            });
    TrainPlan plan = TrainPlan.of(RunConfig.reference(), shared.params(), 0);
    assertThatThrownBy(() -> TrainStep.compile(plan.withCheckpointing(true), second))
        .hasMessageContaining("takes gradients itself");
  }

  private Map<String, HostTensor> trained(TrainPlan plan) {
    List<Param> frozen = new ArrayList<>(weights.params());
    frozen.removeAll(plan.params());
    Binding rest = initial(frozen, 5);
    try (TrainState state = TrainState.start(plan, initial(plan.params(), 5));
        TrainStep step = TrainStep.compile(plan, graph(), rest)) {
      for (int i = 0; i < 3; i++) {
        step.step(state, 1e-2, 0)
            .in("x", wave(2 * WIDTH, i))
            .in("target", wave(2 * WIDTH, 9 + i))
            .run();
      }
      step.accumulate(state, 0.5)
          .in("x", wave(2 * WIDTH, 4))
          .in("target", wave(2 * WIDTH, 5))
          .run();
      step.update(state, 1e-2, 0);
      return state.weights();
    }
  }

  /** Deep, with a value that skips far ahead and a weight that every layer uses. */
  private Graph graph() {
    return Graph.trace(
        "train",
        trace -> {
          Sym x = trace.input("x", 2, WIDTH);
          Sym first = layers.getFirst().forward(x);
          Sym h = first;
          for (Linear layer : layers.subList(1, DEPTH)) {
            h = h.plus(shared.forward(F.silu(layer.forward(h))));
          }
          Sym y = h.plus(first).to(DType.F32);
          trace.output("loss", F.mseLoss(y, trace.exactInput("target", 2, WIDTH)));
        });
  }
}
