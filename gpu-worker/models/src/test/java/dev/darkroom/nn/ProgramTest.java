package dev.darkroom.nn;

import static dev.darkroom.nn.Evaluate.initial;
import static dev.darkroom.nn.Evaluate.wave;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.darkroom.weights.DType;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.Shape;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgramTest {
  private final Weights weights = Weights.root();
  private final SmallNet net = new SmallNet(weights.at("net"));
  private final float[] picture = wave(2 * 4 * 8 * 8, 0);

  @ParameterizedTest
  @CsvSource({
    "F32, false, 1, 0",
    "F32, true, 1, 2e-6",
    "F32, false, 2, 2e-6",
    "F64, false, 1, 2e-6",
    "F16, true, 1, 4e-3",
    "BF16, false, 1, 3e-2",
    "BF16, true, 1, 3e-2"
  })
  void everyDtypeAndLayoutAgreesWithTheReference(
      DType dtype, boolean channelsLast, int threads, float tolerance) {
    float[] expected = run(RunConfig.reference());
    RunConfig config =
        RunConfig.reference().with(dtype).withChannelsLast(channelsLast).withThreads(threads);
    assertThat(run(config)).containsExactly(expected, within(tolerance));
  }

  @Test
  void oneProgramServesEveryStepBecauseNumbersAreInputs() {
    try (Program program = program(RunConfig.reference(), graph())) {
      float[] once = call(program, 1).floats("y");
      float[] twice = call(program, 2).floats("y");
      for (int i = 0; i < once.length; i++) {
        assertThat(twice[i]).isEqualTo(2 * once[i], within(1e-6f));
      }
    }
  }

  @Test
  void aTapReturnsWhatAModuleReturned() {
    Graph tapped = Graph.trace("run", Set.of("net.conv", "net"), t -> declare(t));
    try (Program program = program(RunConfig.reference(), tapped)) {
      Outputs outputs = call(program, 1);
      assertThat(outputs.get("net.conv").shape()).isEqualTo(Shape.of(2, 8, 8, 8));
      assertThat(outputs.floats("net")).containsExactly(outputs.floats("y"));
    }
    assertThatThrownBy(() -> Graph.trace("run", Set.of("net.cvon"), t -> declare(t)))
        .hasMessageContaining("no module returned a value as 'net.cvon'")
        .hasMessageContaining("net.conv");
  }

  @Test
  void aResultKeptOnTheDeviceFeedsALaterCall() {
    Graph first = Graph.trace("first", t -> t.keep("twice", t.input("x", 3).times(2)));
    Graph second =
        Graph.trace("second", t -> t.output("y", t.input("x", 3).plus(t.scalar("more"))));
    try (Program program =
        Program.load(RunConfig.reference(), Binding.exact(Evaluate.noWeights()), first, second)) {
      try (Resident twice =
          program.call("first").in("x", new float[] {1, 2, 3}).run().kept("twice")) {
        for (int more = 0; more < 3; more++) {
          assertThat(program.call("second").in("x", twice).in("more", more).run().floats("y"))
              .containsExactly(2 + more, 4 + more, 6 + more);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"F32", "F16", "BF16"})
  void weightsOfTheRunsDtypeAreReadWhereTheyLie(DType dtype) {
    Weights w = Weights.root();
    Param scale = w.param("scale", Init.ones(), 4);
    Graph graph = Graph.trace("run", t -> t.output("y", t.use(scale).times(1)));
    HostTensor ours = HostTensor.ofFloats(new float[] {1, 2, 3, 4}, 4).cast(dtype);
    var source =
        dev.darkroom.weights.TensorSource.of(java.util.Map.of("scale", ours), java.util.Map.of());
    try (Program aliasing =
            Program.load(RunConfig.reference().with(dtype), Binding.exact(source), graph);
        Program casting =
            Program.load(RunConfig.reference().with(DType.F64), Binding.exact(source), graph)) {
      ours.data().copyFrom(HostTensor.ofFloats(new float[] {5, 6, 7, 8}, 4).cast(dtype).data());
      assertThat(aliasing.call("run").run().floats("y")).containsExactly(5, 6, 7, 8);
      assertThat(casting.call("run").run().floats("y")).containsExactly(1, 2, 3, 4);
    }
  }

  @Test
  void callsFromManyThreadsDoNotMix() throws Exception {
    try (Program program = program(RunConfig.reference(), graph());
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      float[] expected = call(program, 1).floats("y");
      List<Callable<float[]>> calls =
          IntStream.range(0, 40)
              .<Callable<float[]>>mapToObj(_ -> () -> call(program, 1).floats("y"))
              .toList();
      for (Future<float[]> result : threads.invokeAll(calls)) {
        assertThat(result.get()).containsExactly(expected);
      }
    }
  }

  @Test
  void aCallWithWrongInputsIsRefusedByName() {
    try (Program program = program(RunConfig.reference(), graph())) {
      assertThatThrownBy(() -> program.call("walk"))
          .hasMessageContaining("no graph 'walk', only [run]");
      Call call = program.call("run");
      assertThatThrownBy(() -> call.in("z", picture))
          .hasMessageContaining("no input 'z', only [x, scale]");
      assertThatThrownBy(() -> call.in("x", new float[3]))
          .isInstanceOf(ShapeException.class)
          .hasMessageContaining("has 3 elements, the graph takes 512 of shape [2, 4, 8, 8]");
      assertThatThrownBy(() -> call.in("x", new long[512])).hasMessageContaining("takes floats");
      assertThatThrownBy(() -> call.in("x", 1.0)).hasMessageContaining("a tensor of shape");
      assertThatThrownBy(call::run).hasMessageContaining("input 'x' was not given");
      call.in("x", picture);
      assertThatThrownBy(() -> call.in("x", picture)).hasMessageContaining("given twice");
      assertThatThrownBy(() -> call(program, 1).get("q")).hasMessageContaining("only [y]");
    }
  }

  @Test
  void aClosedProgramSaysSo() {
    Program program = program(RunConfig.reference(), graph());
    program.close();
    program.close();
    assertThatThrownBy(() -> call(program, 1)).hasMessageContaining("closed");
  }

  @Test
  void whatLibtorchRefusesNamesTheOperation() {
    Graph wrong = Graph.trace("run", t -> t.output("y", t.op("no_such_op", Shape.of())));
    assertThatThrownBy(() -> program(RunConfig.reference(), wrong))
        .hasMessageContaining("no_such_op");
  }

  @Test
  void anInterruptedCallerGetsItsResultAndKeepsItsInterrupt() {
    try (Program program = program(RunConfig.reference(), graph())) {
      Thread.currentThread().interrupt();
      assertThat(call(program, 1).floats("y")).hasSize(6);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  private float[] run(RunConfig config) {
    try (Program program = program(config, graph())) {
      return call(program, 1).floats("y");
    }
  }

  private Outputs call(Program program, double scale) {
    return program.call("run").in("x", picture).in("scale", scale).run();
  }

  private Program program(RunConfig config, Graph graph) {
    return Program.load(config, initial(graph.params(), 5), graph);
  }

  private Graph graph() {
    return Graph.trace("run", this::declare);
  }

  private void declare(Trace t) {
    t.output("y", net.forward(t.input("x", 2, 4, 8, 8)).times(t.scalar("scale")));
  }

  @Test
  void aLongScriptDoesNotOverflowTheStack() {
    Graph deep =
        Graph.trace(
            "deep",
            t -> {
              Sym x = t.input("x", 1);
              for (int i = 0; i < 6_000; i++) {
                x = F.silu(x.plus(1));
              }
              t.output("y", x);
            });
    try (Program program = program(RunConfig.reference(), deep)) {
      assertThat(program.call("deep").in("x", new float[1]).run().floats("y")[0]).isPositive();
    }
  }
}
