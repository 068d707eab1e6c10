package dev.darkroom.nn;

import dev.darkroom.nn.Trace.Exit;
import dev.darkroom.nn.Trace.Input;
import dev.darkroom.nn.Trace.Node;
import dev.darkroom.nn.Trace.Output;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * A traced function: named inputs, operations on them and on weights, named outputs. Knows neither
 * dtype nor device nor the weights' numbers. Immutable.
 */
public final class Graph {
  private static final Pattern NAME = Pattern.compile("[a-z][a-zA-Z0-9_]{0,60}");

  private final String name;
  private final List<Node> nodes;
  private final List<Input> inputs;
  private final List<Output> outputs;

  private Graph(String name, List<Node> nodes, List<Input> inputs, List<Output> outputs) {
    this.name = name;
    this.nodes = nodes;
    this.inputs = inputs;
    this.outputs = outputs;
  }

  /**
   * Runs {@code body} once on symbolic values and keeps what it recorded.
   *
   * @param name by which a {@link Program} calls it
   */
  public static Graph trace(String name, Consumer<Trace> body) {
    return trace(name, Set.of(), body);
  }

  /**
   * As {@link #trace(String, Consumer)}; the result of each module whose path is in {@code taps} is
   * an output too, under that path.
   */
  public static Graph trace(String name, Set<String> taps, Consumer<Trace> body) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "graph name '" + name + "' is not a small word: use " + NAME);
    }
    Trace trace = new Trace(taps);
    body.accept(trace);
    trace.tapAll();
    List<Output> outputs = new ArrayList<>(trace.outputs());
    outputs.sort(Comparator.comparing(o -> o.exit() == Exit.RESIDENT)); // host results first
    return new Graph(name, live(trace.nodes(), outputs), trace.inputs(), List.copyOf(outputs));
  }

  public String name() {
    return name;
  }

  /** The weights that the outputs depend on, in order of first use. */
  public List<Param> params() {
    List<Param> params = new ArrayList<>();
    for (Node node : nodes) {
      if (node instanceof Node.Weight(int _, Param param)) {
        params.add(param);
      }
    }
    return params;
  }

  /** True if its operations take gradients, which must then be recorded. */
  boolean takesGradients() {
    return nodes.stream()
        .anyMatch(n -> n instanceof Node.Operation o && o.source().startsWith("torch.grad("));
  }

  List<Node> nodes() {
    return nodes;
  }

  List<Input> inputs() {
    return inputs;
  }

  List<Output> outputs() {
    return outputs;
  }

  /** What the outputs need; arguments stay even if unused. */
  private static List<Node> live(List<Node> nodes, List<Output> outputs) {
    boolean[] needed = new boolean[nodes.size()];
    for (Output output : outputs) {
      needed[output.value().id()] = true;
    }
    for (int id = nodes.size() - 1; id >= 0; id--) {
      if (needed[id] && nodes.get(id) instanceof Node.Operation operation) {
        operation.operands().forEach(operand -> needed[operand] = true);
      }
    }
    return nodes.stream().filter(n -> needed[n.id()] || n instanceof Node.Argument).toList();
  }
}
