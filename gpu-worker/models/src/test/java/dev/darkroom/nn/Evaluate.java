package dev.darkroom.nn;

import dev.darkroom.weights.DType;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.TensorSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Runs small expressions for the tests of this package. */
final class Evaluate {
  static final RunConfig F32 = RunConfig.reference();
  static final RunConfig F64 = RunConfig.reference().with(DType.F64);

  private Evaluate() {}

  /** The elements of an expression over constants. */
  static float[] floats(Function<Trace, Sym> expression) {
    return evaluate(expression).toFloats();
  }

  /** The result of an expression over constants. */
  static HostTensor evaluate(Function<Trace, Sym> expression) {
    Graph graph = Graph.trace("expression", t -> t.output("result", expression.apply(t)));
    try (Program program = Program.load(F32, Binding.exact(noWeights()), graph)) {
      return program.call("expression").run().get("result");
    }
  }

  static TensorSource noWeights() {
    return TensorSource.of(Map.of(), Map.of());
  }

  static Binding initial(Weights weights, long seed) {
    return Binding.exact(new InitialWeights(weights.params(), seed));
  }

  static Binding initial(List<Param> params, long seed) {
    return Binding.exact(new InitialWeights(params, seed));
  }

  /** Numbers without a pattern that a wrong axis could hide behind, within (-1, 1). */
  static float[] wave(int n, double phase) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) Math.sin(1.7 * i + phase + 0.01 * i * i);
    }
    return values;
  }
}
