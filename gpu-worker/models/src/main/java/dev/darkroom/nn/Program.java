package dev.darkroom.nn;

import dev.darkroom.nn.libtorch.Execution;
import dev.darkroom.nn.libtorch.Reply;
import dev.darkroom.nn.libtorch.Script;
import dev.darkroom.nn.libtorch.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Graphs with their weights, ready to run: compiled once, called many times, each call one native
 * call. May be called from several threads.
 */
public final class Program implements AutoCloseable {
  private final Map<String, Graph> graphs;
  private final Script script;
  private final PlacedWeights weights;
  private final boolean ownsWeights;

  private Program(
      Map<String, Graph> graphs, Script script, PlacedWeights weights, boolean ownsWeights) {
    this.graphs = graphs;
    this.script = script;
    this.weights = weights;
    this.ownsWeights = ownsWeights;
  }

  /**
   * Compiles graphs that share weights, and binds these, which the program closes.
   *
   * @throws BindingException if the weights do not fit
   */
  public static Program load(RunConfig config, Binding binding, Graph... graphs) {
    List<Param> params = Arrays.stream(graphs).flatMap(g -> g.params().stream()).toList();
    PlacedWeights weights = PlacedWeights.place(config, binding, params);
    try {
      return load(weights, true, graphs);
    } catch (RuntimeException e) {
      weights.close();
      throw e;
    }
  }

  /** Compiles graphs over weights that stay their owner's, to be closed after the program. */
  public static Program load(PlacedWeights weights, Graph... graphs) {
    return load(weights, false, graphs);
  }

  private static Program load(PlacedWeights weights, boolean owned, Graph... graphs) {
    Kernels.Substitutes tuned = Kernels.of(weights.config());
    Map<String, Graph> named = new LinkedHashMap<>();
    StringBuilder source = new StringBuilder(tuned.methods());
    for (Graph graph : graphs) {
      if (named.put(graph.name(), graph) != null) {
        throw new IllegalArgumentException("two graphs are named '" + graph.name() + "'");
      }
      Kernels.Substitutes kernels = graph.takesGradients() ? Kernels.Substitutes.NONE : tuned;
      source.append(new Emitter(weights.config(), weights::expression, kernels).method(graph));
    }
    return new Program(named, Script.load(source.toString()), weights, owned);
  }

  /** Starts a call of the graph of that name. */
  public Call call(String graph) {
    Graph called = graphs.get(graph);
    if (called == null) {
      throw new IllegalArgumentException(
          "this program has no graph '" + graph + "', only " + graphs.keySet());
    }
    return new Call(
        called.name(),
        called.inputs(),
        called.outputs(),
        weights.config(),
        (arguments, results) -> run(called, arguments, results),
        List.of());
  }

  /** Time that all calls of this process, of all programs, spent inside libtorch, added up. */
  public static Duration nativeTime() {
    return Script.nativeTime();
  }

  public RunConfig config() {
    return weights.config();
  }

  @Override
  public void close() {
    script.close();
    if (ownsWeights) {
      weights.close();
    }
  }

  private Reply run(Graph graph, List<Value> arguments, List<Script.HostResult> results) {
    List<Value> all = new ArrayList<>();
    all.add(weights.tensors());
    all.addAll(arguments);
    var execution = new Execution(config().threads(), graph.takesGradients());
    return script.call(graph.name(), execution, all, results);
  }
}
