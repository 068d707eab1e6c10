package dev.darkroom.nn;

import static dev.darkroom.nn.Evaluate.F32;
import static dev.darkroom.nn.Evaluate.F64;
import static dev.darkroom.nn.Evaluate.wave;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.darkroom.nn.LowRank.Dropout;
import dev.darkroom.nn.LowRank.Rule;
import dev.darkroom.nn.LowRank.Start;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.TensorSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LowRankTest {
  private static final Rule RANK_2 = new Rule(2, 6, Dropout.NONE, Start.GAUSSIAN);

  /** A linear layer, then a convolution that halves the picture. */
  private static final class Net {
    private final LowRank beside;
    private final List<Param> base;
    private final Linear linear;
    private final Conv2d conv;

    Net(LowRank beside) {
      this.beside = beside;
      Weights w = Weights.root(beside);
      linear = Linear.of(w.at("net.linear"), 4, 4);
      conv = Conv2d.k3Half(w.at("net.conv"), 3, 5);
      base = w.params();
    }

    Graph loss() {
      return Graph.trace(
          "loss",
          trace -> {
            Sym x = trace.exactInput("x", 2, 3, 4, 4);
            trace.output("loss", conv.forward(linear.forward(x)).square().mean());
          });
    }
  }

  private final Net net = new Net(new LowRank(_ -> true, RANK_2));

  @Test
  void aModelWithUntrainedChangesIsTheModelItself() {
    Net plain = new Net(new LowRank(_ -> false, RANK_2));
    assertThat(plain.beside.params()).isEmpty();
    assertThat(loss(net, initial(net))).isEqualTo(loss(plain, initial(plain)));
  }

  @Test
  void namesAndShapesArePefts() {
    assertThat(net.beside.params().stream().map(Param::toString))
        .containsExactly(
            "net.linear.lora_A.weight [2, 4]",
            "net.linear.lora_B.weight [4, 2]",
            "net.conv.lora_A.weight [2, 3, 3, 3]",
            "net.conv.lora_B.weight [5, 2, 1, 1]");
    assertThat(net.beside.layers()).containsExactly("net.linear", "net.conv");
  }

  @Test
  void aChangeIsTheWeightsSumWithUpTimesDownTimesTheScale() {
    Map<String, HostTensor> all = stirred(net);
    Map<String, HostTensor> merged = new HashMap<>(all);
    merged.put("net.linear.weight", merged(all, "net.linear", 4, 4));
    merged.put("net.conv.weight", merged(all, "net.conv", 5, 27).reshape(5, 3, 3, 3));
    Net plain = new Net(new LowRank(_ -> false, RANK_2));
    merged.keySet().removeIf(name -> name.contains("lora"));
    assertThat(loss(net, all)).isCloseTo(loss(plain, merged), withinPercentage(1e-4));
  }

  @Test
  void theGradientsOfUpAndDownAreSlopes() {
    Map<String, HostTensor> all = stirred(net);
    Map<String, float[]> gradients = gradients(net, all);
    for (Param param : net.beside.params()) {
      float[] gradient = gradients.get(param.name());
      for (int i = 0; i < gradient.length; i += 3) {
        double slope =
            (loss(net, moved(all, param, i, 1e-4)) - loss(net, moved(all, param, i, -1e-4))) / 2e-4;
        assertThat((double) gradient[i])
            .as("%s at %d", param.name(), i)
            .isCloseTo(slope, within(2e-4 * Math.max(1, Math.abs(slope))));
      }
    }
  }

  @Test
  void onlyUpAndDownMove() {
    Map<String, HostTensor> all = stirred(net);
    assertThat(gradients(net, all).keySet())
        .containsExactlyInAnyOrderElementsOf(
            net.beside.params().stream().map(Param::name).toList());
  }

  @Test
  void whatIsLeftOutComesFromTheNumbersGivenAndKeepsTheMean() {
    Net dropping =
        new Net(new LowRank(_ -> true, new Rule(2, 2, new Dropout(0.5, 0.5, 0.5), Start.KAIMING)));
    Graph graph = dropping.loss();
    Map<String, HostTensor> all = stirred(dropping);
    try (Program program = Program.load(F64, source(all), graph)) {
      double nothingKept = run(dropping, program, graph, 0.1f);
      double allKept = run(dropping, program, graph, 0.9f);
      Net plain = new Net(new LowRank(_ -> false, RANK_2));
      assertThat(nothingKept).isEqualTo(loss(plain, initial(plain)));
      assertThat(allKept).isNotEqualTo(nothingKept);
      // each of plain and rank dropout doubles what is kept: as an alpha four times as large
      Net fourfold = new Net(new LowRank(_ -> true, new Rule(2, 8, Dropout.NONE, Start.KAIMING)));
      assertThat(allKept).isCloseTo(loss(fourfold, all), within(1e-9));
    }
  }

  @Test
  void downStartsAsToldAndUpAtZero() {
    LowRank wide = new LowRank(_ -> true, new Rule(8, 8, Dropout.NONE, Start.GAUSSIAN));
    var _ = Linear.of(Weights.root(wide).at("wide"), 4_000, 3);
    TensorSource start = new InitialWeights(wide.params(), 1);
    assertThat(start.get("wide.lora_B.weight").toFloats()).containsOnly(0);
    double squares = 0;
    float[] down = start.get("wide.lora_A.weight").toFloats();
    for (float v : down) {
      squares += v * v;
    }
    assertThat(Math.sqrt(squares / down.length)).isCloseTo(1.0 / 8, within(0.002));
  }

  @Test
  void rulesThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> new Rule(0, 1, Dropout.NONE, Start.GAUSSIAN))
        .hasMessageContaining("rank 0");
    assertThatThrownBy(() -> new Dropout(1, 0, 0)).hasMessageContaining("dropout 1.0");
  }

  private static double run(Net net, Program program, Graph graph, float uniform) {
    Call call = program.call("loss").in("x", wave(96, 0.3));
    return net.beside
        .feed(
            call,
            graph,
            n -> {
              float[] same = new float[n];
              Arrays.fill(same, uniform);
              return same;
            })
        .run()
        .number("loss");
  }

  private static double loss(Net net, Map<String, HostTensor> weights) {
    try (Program program = Program.load(F64, source(weights), net.loss())) {
      return program.call("loss").in("x", wave(96, 0.3)).run().number("loss");
    }
  }

  /** From the first mean that Adam keeps: a tenth of the gradient. */
  private static Map<String, float[]> gradients(Net net, Map<String, HostTensor> weights) {
    TrainPlan plan = TrainPlan.of(F32, net.beside.params(), 0);
    Map<String, float[]> gradients = new HashMap<>();
    try (TrainState state = TrainState.start(plan, source(weights));
        TrainStep step = TrainStep.compile(plan, net.loss(), source(weights))) {
      step.step(state, 1e-3, 0).in("x", wave(96, 0.3)).run();
      state
          .tensors()
          .forEach((name, tensor) -> {
            if (name.startsWith("mean.")) {
              float[] mean = tensor.toFloats();
              for (int i = 0; i < mean.length; i++) {
                mean[i] *= 10;
              }
              gradients.put(name.substring(5), mean);
            }
          });
    }
    return gradients;
  }

  private static Map<String, HostTensor> initial(Net net) {
    Map<String, HostTensor> all = new HashMap<>();
    for (List<Param> params : List.of(net.base, net.beside.params())) {
      TensorSource source = new InitialWeights(params, 5);
      params.forEach(param -> all.put(param.name(), source.get(param.name())));
    }
    return all;
  }

  /** With changes that do something. */
  private static Map<String, HostTensor> stirred(Net net) {
    Map<String, HostTensor> all = initial(net);
    for (Param param : net.beside.params()) {
      int n = (int) param.shape().numel();
      all.put(param.name(), HostTensor.ofFloats(wave(n, n), param.shape().dims()));
    }
    return all;
  }

  private static Map<String, HostTensor> moved(
      Map<String, HostTensor> all, Param param, int i, double by) {
    double[] values = all.get(param.name()).toDoubles();
    values[i] += by;
    Map<String, HostTensor> moved = new HashMap<>(all);
    float[] floats = new float[values.length];
    for (int k = 0; k < floats.length; k++) {
      floats[k] = (float) values[k];
    }
    moved.put(param.name(), HostTensor.ofFloats(floats, param.shape().dims()));
    return moved;
  }

  /** W + alpha/r · up · down, as (rows, columns). */
  private static HostTensor merged(
      Map<String, HostTensor> all, String layer, int rows, int columns) {
    float[] w = all.get(layer + ".weight").toFloats();
    float[] down = all.get(LowRank.down(layer)).toFloats();
    float[] up = all.get(LowRank.up(layer)).toFloats();
    for (int o = 0; o < rows; o++) {
      for (int i = 0; i < columns; i++) {
        for (int r = 0; r < 2; r++) {
          w[o * columns + i] += 3 * up[o * 2 + r] * down[r * columns + i];
        }
      }
    }
    return HostTensor.ofFloats(w, rows, columns);
  }

  private static Binding source(Map<String, HostTensor> weights) {
    return Binding.partOf(TensorSource.of(weights, Map.of()));
  }
}
