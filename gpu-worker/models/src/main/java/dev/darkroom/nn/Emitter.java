package dev.darkroom.nn;

import dev.darkroom.nn.Trace.Input;
import dev.darkroom.nn.Trace.Kind;
import dev.darkroom.nn.Trace.Node;
import dev.darkroom.nn.Trace.Output;
import dev.darkroom.weights.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Writes a graph as TorchScript for one run's dtype, device and memory layout.
 *
 * @param weight the expression by which the script reaches a weight
 * @param kernels what stands in for some operations
 */
record Emitter(RunConfig config, Function<Param, String> weight, Kernels.Substitutes kernels) {
  /** torch's number for channels innermost. */
  private static final int CHANNELS_LAST = 2;

  /** A whole method over a list of weights {@code W}. */
  String method(Graph graph) {
    StringBuilder source = new StringBuilder();
    source.append("def ").append(graph.name());
    source.append("(self: __torch__.Darkroom, W: List[Tensor]").append(arguments(graph));
    source.append(") -> List[Tensor]:\n").append(body(graph));
    List<String> results = new ArrayList<>();
    for (Output output : graph.outputs()) {
      results.add(leaving(output));
    }
    return source.append("  return [").append(String.join(", ", results)).append("]\n").toString();
  }

  /** The arguments after the weights, each with its comma. */
  String arguments(Graph graph) {
    StringBuilder source = new StringBuilder();
    for (int i = 0; i < graph.inputs().size(); i++) {
      boolean number = graph.inputs().get(i).kind() == Kind.SCALAR;
      source.append(", a").append(i).append(number ? ": float" : ": Tensor");
    }
    return source.toString();
  }

  /** One indented line a node. */
  String body(Graph graph) {
    StringBuilder source = new StringBuilder();
    for (Node node : graph.nodes()) {
      String expression = expression(node, graph);
      source.append("  v").append(node.id()).append(" = ").append(expression).append('\n');
    }
    return source.toString();
  }

  /** What a node of a graph is, of the values of earlier ones. */
  String expression(Node node, Graph graph) {
    return switch (node) {
      case Node.Argument(int _, Input input) -> entering(input, graph.inputs().indexOf(input));
      case Node.Weight(int _, Param param) -> weight.apply(param);
      case Node.Operation(int _, String text, List<Integer> _) -> kernels.in(resolved(text));
    };
  }

  /** The expression of a result as it leaves: on the host in rows, or a copy on the device. */
  String leaving(Output output) {
    String value = output.value().name();
    return switch (output.exit()) {
      case HOST_FLOATS -> onHost(value, config.hostFloats());
      case HOST_LONGS -> onHost(value, DType.I64);
      // a copy: never an alias of an input that goes away, nor the root of recorded gradients
      case RESIDENT -> "torch.clone(torch.detach(" + value + "))";
    };
  }

  private String entering(Input input, int position) {
    String argument = "a" + position;
    return switch (input.kind()) {
      case RUN_FLOATS -> laidOut(onDevice(argument, config.dtype()), input.shape().rank());
      case EXACT_FLOATS -> onDevice(argument, config.hostFloats());
      case LONGS -> onDevice(argument, DType.I64);
      case SCALAR ->
          "torch.scalar_tensor(" + argument + ", dtype=" + scalarType(config.hostFloats()) + ")";
    };
  }

  private String laidOut(String expression, int rank) {
    return config.channelsLast() && rank == 4
        ? "torch.contiguous(" + expression + ", memory_format=" + CHANNELS_LAST + ")"
        : expression;
  }

  private String onDevice(String expression, DType dtype) {
    return "torch.to("
        + expression
        + ", "
        + device(config.device())
        + ", "
        + scalarType(dtype)
        + ")";
  }

  private static String onHost(String expression, DType dtype) {
    return "torch.contiguous(torch.to(torch.detach("
        + expression
        + "), "
        + device(Device.CPU)
        + ", "
        + scalarType(dtype)
        + "))";
  }

  private String resolved(String text) {
    return text.replace(Literal.RUN_DTYPE, Integer.toString(scalarType(config.dtype())))
        .replace(Literal.RUN_DEVICE, device(config.device()));
  }

  private static String device(Device device) {
    return "torch.device(\"" + device + "\")";
  }

  private static int scalarType(DType dtype) {
    return Literal.scalarType(dtype);
  }
}
