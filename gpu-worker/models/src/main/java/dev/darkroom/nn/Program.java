package dev.darkroom.nn;

import dev.darkroom.nn.libtorch.Execution;
import dev.darkroom.nn.libtorch.NativeTensors;
import dev.darkroom.nn.libtorch.NativeTensors.Placement;
import dev.darkroom.nn.libtorch.NativeTensors.Use;
import dev.darkroom.nn.libtorch.Reply;
import dev.darkroom.nn.libtorch.Script;
import dev.darkroom.nn.libtorch.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Graphs with their weights, ready to run: compiled once, called many times, each call one native
 * call. Weights whose dtype is the run's are read where they lie, in their mapped file. May be
 * called from several threads.
 */
public final class Program implements AutoCloseable {
  private final RunConfig config;
  private final Map<String, Graph> graphs;
  private final Script script;
  private final NativeTensors weights;

  private Program(
      RunConfig config, Map<String, Graph> graphs, Script script, NativeTensors weights) {
    this.config = config;
    this.graphs = graphs;
    this.script = script;
    this.weights = weights;
  }

  /**
   * Compiles graphs that share weights, and binds these.
   *
   * @throws BindingException if the weights do not fit
   */
  public static Program load(RunConfig config, Binding binding, Graph... graphs) {
    List<Param> params = sharedParams(graphs);
    Map<String, Integer> position = new LinkedHashMap<>();
    params.forEach(param -> position.put(param.name(), position.size()));
    Emitter emitter = new Emitter(config, param -> "W[" + position.get(param.name()) + "]");
    Map<String, Graph> named = new LinkedHashMap<>();
    StringBuilder source = new StringBuilder();
    for (Graph graph : graphs) {
      if (named.put(graph.name(), graph) != null) {
        throw new IllegalArgumentException("two graphs are named '" + graph.name() + "'");
      }
      source.append(emitter.method(graph));
    }
    var placement =
        new Placement(config.device().toString(), config.dtype(), config.channelsLast(), Use.READ);
    NativeTensors weights = NativeTensors.place(binding.resolve(params), placement);
    try {
      return new Program(config, named, Script.load(source.toString()), weights);
    } catch (RuntimeException e) {
      weights.close();
      throw e;
    }
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
        config,
        (arguments, results) -> run(called, arguments, results),
        List.of());
  }

  public RunConfig config() {
    return config;
  }

  @Override
  public void close() {
    script.close();
    weights.close();
  }

  private Reply run(Graph graph, List<Value> arguments, List<Script.HostResult> results) {
    List<Value> all = new ArrayList<>();
    all.add(weights);
    all.addAll(arguments);
    var execution = new Execution(config.threads(), graph.takesGradients());
    return script.call(graph.name(), execution, all, results);
  }

  private static List<Param> sharedParams(Graph... graphs) {
    Map<String, Param> byName = new LinkedHashMap<>();
    Set<Param> params = new LinkedHashSet<>();
    for (Graph graph : graphs) {
      for (Param param : graph.params()) {
        Param other = byName.putIfAbsent(param.name(), param);
        if (other != null && !other.equals(param)) {
          throw new IllegalArgumentException(
              "two models declare " + param + ": give each a root of its own");
        }
        params.add(param);
      }
    }
    return List.copyOf(params);
  }
}
