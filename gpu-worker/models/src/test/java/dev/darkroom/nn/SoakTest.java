package dev.darkroom.nn;

import static dev.darkroom.nn.Evaluate.initial;
import static dev.darkroom.nn.Evaluate.wave;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.weights.DType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Native memory stays flat. One run that leaked its result alone would lose {@link #RUN_BYTES};
 * what is allowed over all runs is far less than one such leak a run.
 */
@EnabledOnOs(OS.LINUX)
class SoakTest {
  private static final long PAGE = 4096;
  private static final int WARM_UP = 150;
  private static final int BATCH = 16;
  private static final long RUN_BYTES = BATCH * 4L * 32 * 32 * 4;

  private final Weights weights = Weights.root();
  private final SmallNet net = new SmallNet(weights.at("net"));
  private final Conv2d spread = Conv2d.k3(weights.at("spread"), 4, 4);
  private final float[] picture = wave(BATCH * 4 * 32 * 32, 0);

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
    assertFlat(
        100,
        200_000,
        i -> {
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
      assertFlat(runs, RUN_BYTES / 8, _ -> run(program));
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
      assertFlat(steps, x.length * 4L, _ -> step.step(state, 1e-3, 0.99).in("x", x).run());
    }
  }

  private Program program(RunConfig config) {
    Graph graph =
        Graph.trace(
            "run",
            t -> {
              Sym x = t.input("x", BATCH, 4, 32, 32);
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

  /** Runs and asserts that native memory grew by less than {@code allowed} bytes a run. */
  private static void assertFlat(int runs, long allowed, Work work) {
    for (int i = 0; i < WARM_UP; i++) {
      work.run(i);
    }
    long before = nativeBytes();
    for (int i = 0; i < runs; i++) {
      work.run(i);
    }
    long grown = nativeBytes() - before;
    System.out.printf("soak: %d runs grew native memory by %d KiB%n", runs, grown >> 10);
    assertThat(grown / runs).as("bytes of native memory a run").isLessThan(allowed);
  }

  /** Resident memory that is not the Java heap's, once its garbage is gone. */
  private static long nativeBytes() {
    System.gc();
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
    try {
      String[] pages = Files.readString(Path.of("/proc/self/statm")).split(" ");
      return Long.parseLong(pages[1]) * PAGE - heap;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
