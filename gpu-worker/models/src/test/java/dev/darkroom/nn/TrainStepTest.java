package dev.darkroom.nn;

import static dev.darkroom.nn.Evaluate.initial;
import static dev.darkroom.nn.Evaluate.wave;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.darkroom.nn.TrainPlan.Group;
import dev.darkroom.weights.DType;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.Safetensors;
import dev.darkroom.weights.TensorSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainStepTest {
  private static final double RATE = 1e-2;
  private static final double DECAY = 0.9;
  private static final int BATCH = 4;

  private final Weights weights = Weights.root();
  private final SmallNet net = new SmallNet(weights.at("net"));
  private final TrainPlan plan = TrainPlan.of(RunConfig.reference(), weights.params(), 0.1);

  @Test
  void aStepIsAdamWAsPublished() {
    try (Run run = new Run(plan.withEma())) {
      double[] expected = {weight(run.state, "net.out.bias")[0], 0, 0, 0};
      expected[3] = expected[0];
      for (int i = 1; i <= 3; i++) {
        double gradient = gradientOfBias(run.state, i);
        adamW(expected, gradient, i);
        run.step(i);
        assertThat(weight(run.state, "net.out.bias")[0])
            .isEqualTo((float) expected[0], within(1e-5f));
        assertThat(run.state.ema(DType.F32).get("net.out.bias").toFloats()[0])
            .isEqualTo((float) expected[3], within(1e-5f));
      }
      assertThat(run.state.steps()).isEqualTo(3);
    }
  }

  /** Algorithm 2 of Loshchilov and Hutter (2019) on one number: {θ, m, v, running mean}. */
  private static void adamW(double[] s, double g, int t) {
    s[1] = 0.9 * s[1] + 0.1 * g;
    s[2] = 0.999 * s[2] + 0.001 * g * g;
    double mean = s[1] / (1 - Math.pow(0.9, t));
    double square = s[2] / (1 - Math.pow(0.999, t));
    s[0] -= RATE * (mean / (Math.sqrt(square) + 1e-8) + 0.1 * s[0]);
    s[3] = DECAY * s[3] + (1 - DECAY) * s[0];
  }

  @ParameterizedTest
  @CsvSource({"F32, true, 2e-5", "BF16, false, 3e-2", "BF16, true, 3e-2"})
  void everyDtypeAndLayoutLearnsTheSame(DType dtype, boolean channelsLast, float tolerance) {
    RunConfig config = RunConfig.reference().with(dtype).withChannelsLast(channelsLast);
    try (Run reference = new Run(plan);
        Run other = new Run(TrainPlan.of(config, weights.params(), 0.1))) {
      for (int i = 0; i < 20; i++) {
        double expected = reference.step(i).number("loss");
        assertThat(other.step(i).number("loss")).isCloseTo(expected, within((double) tolerance));
      }
      assertThat(reference.step(20).number("loss")).isLessThan(0.5 * reference.firstLoss);
    }
  }

  @ParameterizedTest
  @CsvSource({"F32, false", "BF16, true"})
  void trainingResumesBitForBit(DType dtype, boolean channelsLast, @TempDir Path folder) {
    RunConfig config = RunConfig.reference().with(dtype).withChannelsLast(channelsLast);
    TrainPlan plan = TrainPlan.of(config, weights.params(), 0.1).withEma().withMaxGradientNorm(0.5);
    Path whole = folder.resolve("whole.safetensors");
    Path half = folder.resolve("half.safetensors");
    Path resumed = folder.resolve("resumed.safetensors");
    Map<String, String> cursor = Map.of("cursor", "10");
    try (Run run = new Run(plan)) {
      run.steps(0, 5);
      run.state.save(half, Map.of("cursor", "5"));
      run.steps(5, 10);
      run.state.save(whole, cursor);
    }
    Safetensors saved = Safetensors.open(half);
    assertThat(saved.metadata()).containsEntry("cursor", "5");
    try (Run run = new Run(plan, TrainState.restore(plan, saved))) {
      assertThat(run.state.steps()).isEqualTo(5);
      run.steps(5, 10);
      run.state.save(resumed, cursor);
    }
    assertThat(resumed).hasSameBinaryContentAs(whole);
    assertThat(Files.exists(half)).isTrue();
  }

  @Test
  void partsAccumulatedAreOneStepOfTheWhole() {
    TrainPlan clipped = plan.withMaxGradientNorm(0.1);
    try (Run whole = new Run(clipped);
        Run parts = new Run(clipped)) {
      for (int i = 0; i < 3; i++) {
        whole.step(i);
        // the same batch twice at half its weight has the same gradient
        parts.inputs(parts.step.accumulate(parts.state, 0.5), i).run();
        assertThatThrownBy(parts.state::tensors).hasMessageContaining("half accumulated");
        parts.inputs(parts.step.accumulate(parts.state, 0.5), i).run();
        parts.step.update(parts.state, RATE, DECAY);
      }
      for (Param param : weights.params()) {
        assertThat(weight(parts.state, param.name()))
            .containsExactly(weight(whole.state, param.name()), within(1e-6f));
      }
    }
  }

  @Test
  void gradientsAreScaledToTheGreatestNorm() {
    AdamW slow = new AdamW(0, 0, 1e3); // a step of rate × gradient / 1000
    TrainPlan free = TrainPlan.of(RunConfig.reference(), weights.params(), 0).with(slow);
    try (Run unclipped = new Run(free.withMaxGradientNorm(1e6));
        Run clipped = new Run(free.withMaxGradientNorm(1e-3))) {
      double norm = unclipped.step(0, 1e3).number(TrainStep.GRADIENT_NORM);
      assertThat(clipped.step(0, 1e3).number(TrainStep.GRADIENT_NORM))
          .isCloseTo(norm, within(1e-6));
      assertThat(moved(unclipped)).isCloseTo(norm, within(norm / 100));
      assertThat(moved(clipped)).isCloseTo(1e-3, within(1e-5));
    }
  }

  @Test
  void aStepWhoseGradientsAreNoNumbersIsSkipped() {
    try (Run run = new Run(plan.withMaxGradientNorm(1))) {
      run.step(0);
      Map<String, HostTensor> before = run.state.tensors();
      float[] broken = wave(BATCH * 4 * 8 * 8, 0);
      broken[17] = Float.NaN;
      Outputs outputs =
          run.step
              .step(run.state, RATE, DECAY)
              .in("x", broken)
              .in("target", new float[BATCH * 3])
              .run();
      assertThat(outputs.number(TrainStep.SKIPPED)).isEqualTo(1);
      assertThat(outputs.number("loss")).isNaN();
      Map<String, HostTensor> after = run.state.tensors();
      before.forEach(
          (name, tensor) -> assertThat(after.get(name).sameBits(tensor)).as(name).isTrue());
      assertThat(run.step(1).number(TrainStep.SKIPPED)).isZero();
    }
  }

  @Test
  void groupsLearnAtTheirOwnRateAndFrozenWeightsNotAtAll() {
    List<Param> all = weights.params();
    Param frozen = all.getFirst();
    List<Param> still = List.of(all.get(1), all.get(2));
    List<Param> moving = all.subList(3, all.size());
    TrainPlan plan =
        new TrainPlan(
            RunConfig.reference(),
            List.of(new Group(still, 0, 0.1), new Group(moving, 1, 0)),
            AdamW.usual(),
            OptionalDouble.empty(),
            false);
    TensorSource initial = new InitialWeights(all, 9);
    TensorSource rest =
        TensorSource.of(Map.of(frozen.name(), initial.get(frozen.name())), Map.of());
    TrainState state = TrainState.start(plan, Binding.partOf(initial));
    try (Run run = new Run(plan, state, TrainStep.compile(plan, graph(), Binding.exact(rest)))) {
      run.step(0);
      assertThat(state.weights()).doesNotContainKey(frozen.name());
      for (Param param : still) {
        assertThat(weight(state, param.name()))
            .containsExactly(initial.get(param.name()).toFloats());
      }
      for (Param param : moving) {
        assertThat(weight(state, param.name())).isNotEqualTo(initial.get(param.name()).toFloats());
      }
    }
  }

  @Test
  void aPlanThatDoesNotFitIsRefused() {
    Param unused = Weights.root("other").param("weight", Init.ones(), 1);
    assertThatThrownBy(() ->
            TrainStep.compile(
                TrainPlan.of(RunConfig.reference(), List.of(unused), 0),
                graph(),
                initial(weights, 1)))
        .hasMessageContaining(
            "other.weight [1] is to be trained, but the loss does not depend on it");
    Graph lossless =
        Graph.trace("train", t -> t.output("y", net.forward(t.input("x", 1, 4, 8, 8))));
    assertThatThrownBy(() -> TrainStep.compile(plan, lossless))
        .hasMessageContaining("no scalar output named 'loss'");
    try (Run run = new Run(plan);
        TrainState other = TrainState.start(plan.withEma(), initial(weights, 1))) {
      assertThatThrownBy(() -> run.inputs(run.step.step(other, RATE, DECAY), 0).run())
          .hasMessageContaining("another plan");
      assertThatThrownBy(() ->
              TrainState.restore(plan.withEma(), TensorSource.of(run.state.tensors(), Map.of())))
          .isInstanceOf(BindingException.class)
          .hasMessageContaining("ema.net.conv.weight of shape [8, 4, 3, 3] is missing");
      assertThatThrownBy(() -> run.state.ema(DType.F32))
          .hasMessageContaining("keeps no running mean");
    }
  }

  @Test
  void weightsAreExportedInHalfPrecision() {
    try (Run run = new Run(plan)) {
      HostTensor half = run.state.weights(DType.F16).get("net.out.weight");
      assertThat(half.dtype()).isEqualTo(DType.F16);
      assertThat(half.toFloats())
          .containsExactly(weight(run.state, "net.out.weight"), within(1e-3f));
    }
  }

  /** d loss / d bias by finite differences of the reported loss, at the state's weights. */
  private double gradientOfBias(TrainState state, int batch) {
    Graph value = graph();
    double h = 1e-4;
    double[] loss = new double[2];
    for (int side = 0; side < 2; side++) {
      Map<String, HostTensor> moved = state.weights(DType.F64);
      double[] bias = moved.get("net.out.bias").toDoubles();
      bias[0] += side == 0 ? h : -h;
      moved.put("net.out.bias", HostTensor.ofDoubles(bias, 3));
      Binding binding = Binding.exact(TensorSource.of(moved, Map.of()));
      try (Program program = Program.load(Evaluate.F64, binding, value)) {
        loss[side] = inputs(program.call("train"), batch).run().number("loss");
      }
    }
    return (loss[0] - loss[1]) / (2 * h);
  }

  private double moved(Run run) {
    TensorSource initial = new InitialWeights(weights.params(), 9);
    double sum = 0;
    for (Param param : weights.params()) {
      float[] now = weight(run.state, param.name());
      float[] then = initial.get(param.name()).toFloats();
      for (int i = 0; i < now.length; i++) {
        sum += Math.pow(now[i] - then[i], 2);
      }
    }
    return Math.sqrt(sum);
  }

  private Graph graph() {
    return Graph.trace(
        "train",
        t -> {
          Sym y = net.forward(t.input("x", BATCH, 4, 8, 8));
          t.output(
              "loss", F.mseLoss(y.to(DType.F32), t.exactInput("target", BATCH, 3).to(DType.F32)));
        });
  }

  private static Call inputs(Call call, int batch) {
    return call.in("x", wave(BATCH * 4 * 8 * 8, batch)).in("target", wave(BATCH * 3, batch));
  }

  private static float[] weight(TrainState state, String name) {
    return state.weights().get(name).toFloats();
  }

  /** A state with the step that moves it. */
  private final class Run implements AutoCloseable {
    final TrainState state;
    final TrainStep step;
    double firstLoss = Double.NaN;

    Run(TrainPlan plan) {
      this(plan, TrainState.start(plan, initial(weights, 9)));
    }

    Run(TrainPlan plan, TrainState state) {
      this(plan, state, TrainStep.compile(plan, graph()));
    }

    Run(TrainPlan plan, TrainState state, TrainStep step) {
      this.state = state;
      this.step = step;
    }

    Outputs step(int batch) {
      return step(batch, RATE);
    }

    Outputs step(int batch, double rate) {
      Outputs outputs = inputs(step.step(state, rate, DECAY), batch).run();
      if (Double.isNaN(firstLoss)) {
        firstLoss = outputs.number("loss");
      }
      return outputs;
    }

    void steps(int from, int to) {
      for (int i = from; i < to; i++) {
        step(i);
      }
    }

    Call inputs(Call call, int batch) {
      return TrainStepTest.inputs(call, batch);
    }

    @Override
    public void close() {
      step.close();
      state.close();
    }
  }
}
