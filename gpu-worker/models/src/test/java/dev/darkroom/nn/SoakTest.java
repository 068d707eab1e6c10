package dev.darkroom.nn;

import static dev.darkroom.nn.Evaluate.initial;
import static dev.darkroom.nn.Evaluate.wave;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.weights.DType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * Native memory stays flat, counted to the byte. A run that leaked its smallest tensor would lose
 * {@link #SMALLEST_LEAK} bytes; what the JVM itself allocates beside the runs is less.
 */
@EnabledIf("counted")
class SoakTest {
  private static final int WARM_UP = 100;
  private static final long SMALLEST_LEAK = 256;
  private static final int BATCH = 4;
  private static final int WINDOWS = 3;

  private final Weights weights = Weights.root();
  private final SmallNet net = new SmallNet(weights.at("net"));
  private final Conv2d spread = Conv2d.k3(weights.at("spread"), 4, 4);
  private final float[] picture = wave(BATCH * 4 * 16 * 16, 0);

  @Test
  void aThousandRunsLeaveNothingBehind() {
    inference(1_000, RunConfig.reference().withChannelsLast(true).with(DType.BF16));
  }

  @Test
  void aThousandTrainingStepsLeaveNothingBehind() {
    training(1_000);
  }

  @Test
  void loadingAndClosingAHundredProgramsLeavesNothingBehind() {
    // the JVM compiles and unloads beside it: what it allocates spreads over few runs
    assertFlat(
        100,
        65_536,
        _ -> {
          try (Program program = program(RunConfig.reference())) {
            run(program);
          }
        });
  }

  @Test
  @Tag("long")
  void twentyThousandRunsAndStepsLeaveNothingBehind() {
    inference(20_000, RunConfig.reference());
    training(20_000);
  }

  private void inference(int runs, RunConfig config) {
    try (Program program = program(config)) {
      assertFlat(runs, SMALLEST_LEAK, _ -> run(program));
    }
  }

  private void training(int steps) {
    TrainPlan plan =
        TrainPlan.of(RunConfig.reference(), net.params(), 0).withEma().withMaxGradientNorm(1);
    Graph graph =
        Graph.trace(
            "train",
            t -> t.output("loss", net.forward(t.input("x", BATCH, 4, 8, 8)).square().mean()));
    float[] x = wave(BATCH * 4 * 8 * 8, 0);
    try (TrainState state = TrainState.start(plan, initial(net.params(), 1));
        TrainStep step = TrainStep.compile(plan, graph)) {
      assertFlat(steps, SMALLEST_LEAK, _ -> step.step(state, 1e-3, 0.99).in("x", x).run());
    }
  }

  private Program program(RunConfig config) {
    Graph graph =
        Graph.trace(
            "run",
            t -> {
              Sym x = t.input("x", BATCH, 4, 16, 16);
              Sym y = spread.forward(x);
              t.output("pooled", net.forward(F.avgPool2d(y, 4)));
              t.output("y", y);
              t.keep("kept", y);
            });
    return Program.load(config, initial(weights, 1), graph);
  }

  private void run(Program program) {
    Outputs outputs = program.call("run").in("x", picture).run();
    assertThat(outputs.floats("pooled")[0]).isFinite();
    outputs.kept("kept").close();
  }

  private interface Work {
    void run(int i);
  }

  /**
   * Asserts that native memory grows by less than {@code allowed} bytes a run. A leak grows it in
   * every window; what the JVM compiles and unloads beside it does not, so one flat window of a few
   * is proof enough.
   */
  private static void assertFlat(int runs, long allowed, Work work) {
    for (int i = 0; i < WARM_UP; i++) {
      work.run(i);
    }
    long least = Long.MAX_VALUE;
    for (int window = 0; window < WINDOWS && least >= allowed; window++) {
      least = Math.min(least, grown(runs, work) / runs);
    }
    assertThat(least).as("bytes of native memory a run").isLessThan(allowed);
  }

  private static long grown(int runs, Work work) {
    System.gc(); // frees what only garbage still holds
    long before = NativeHeap.bytes();
    for (int i = 0; i < runs; i++) {
      work.run(i);
    }
    System.gc();
    long grown = NativeHeap.bytes() - before;
    System.out.printf("soak: %d runs grew native memory by %d bytes%n", runs, grown);
    return grown;
  }

  static boolean counted() {
    return NativeHeap.isCounted();
  }
}
