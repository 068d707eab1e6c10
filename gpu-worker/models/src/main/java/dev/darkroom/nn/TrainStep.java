package dev.darkroom.nn;

import dev.darkroom.nn.Trace.Exit;
import dev.darkroom.nn.libtorch.Execution;
import dev.darkroom.nn.libtorch.Reply;
import dev.darkroom.nn.libtorch.Script;
import dev.darkroom.nn.libtorch.Script.HostResult;
import dev.darkroom.nn.libtorch.Value;
import dev.darkroom.weights.DType;
import dev.darkroom.weights.Shape;
import dev.darkroom.weights.TensorSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A whole training step as one native call: forward, gradients, clipping, AdamW and the running
 * mean. The graph's scalar output {@code loss} is what falls; its other outputs are reported. Noise
 * and times are inputs, so a step is a function of its inputs and the {@link TrainState}.
 */
public final class TrainStep implements AutoCloseable {
  /** Results of every update, beside the graph's own. */
  public static final String GRADIENT_NORM = "gradient_norm";

  /** 1 if the update was skipped because the gradients were not finite, else 0. */
  public static final String SKIPPED = "skipped";

  private final TrainPlan plan;
  private final Graph graph;
  private final Script script;
  private final PlacedWeights frozen;
  private final boolean ownsFrozen;

  private TrainStep(
      TrainPlan plan, Graph graph, Script script, PlacedWeights frozen, boolean ownsFrozen) {
    this.plan = plan;
    this.graph = graph;
    this.script = script;
    this.frozen = frozen;
    this.ownsFrozen = ownsFrozen;
  }

  /** Compiles a graph whose weights are all trained. */
  public static TrainStep compile(TrainPlan plan, Graph graph) {
    return compile(plan, graph, Binding.exact(TensorSource.of(Map.of(), Map.of())));
  }

  /**
   * Compiles a graph; the weights that the plan does not train are bound here and stay as they are.
   *
   * @throws BindingException if those do not fit
   */
  public static TrainStep compile(TrainPlan plan, Graph graph, Binding binding) {
    PlacedWeights frozen = place(plan, binding, frozen(plan, graph));
    try {
      return compile(plan, graph, frozen, true);
    } catch (RuntimeException e) {
      frozen.close();
      throw e;
    }
  }

  /**
   * Compiles a graph over weights that several steps share and that stay their owner's, to be
   * closed after the step.
   */
  public static TrainStep compile(TrainPlan plan, Graph graph, PlacedWeights frozen) {
    return compile(plan, graph, frozen, false);
  }

  /** The weights that a graph uses and a plan does not train. */
  public static List<Param> frozen(TrainPlan plan, Graph graph) {
    List<Param> others = new ArrayList<>(graph.params());
    others.removeAll(new HashSet<>(plan.params()));
    return others;
  }

  /** Places weights that a plan does not train, each as exact as it says. */
  public static PlacedWeights place(TrainPlan plan, Binding binding, List<Param> params) {
    return PlacedWeights.place(plan.config(), binding, params, plan.precision().exact());
  }

  private static TrainStep compile(
      TrainPlan plan, Graph graph, PlacedWeights frozen, boolean ownsFrozen) {
    Set<Param> used = new HashSet<>(graph.params());
    for (Param param : plan.params()) {
      if (!used.contains(param)) {
        throw new IllegalArgumentException(
            "weight " + param + " is to be trained, but the loss does not depend on it");
      }
    }
    if (graph.outputs().stream().anyMatch(output -> output.exit() == Exit.RESIDENT)) {
      throw new IllegalArgumentException("a training step keeps nothing on the device");
    }
    Script script = Script.load(new TrainScript(plan, graph, frozen::expression).source());
    return new TrainStep(plan, graph, script, frozen, ownsFrozen);
  }

  /**
   * One step: give the call its inputs and run it; the state has moved on when it returns.
   *
   * @param learningRate of this step, times each group's factor
   * @param emaDecay share of the old running mean that stays; ignored without one
   */
  public Call step(TrainState state, double learningRate, double emaDecay) {
    return call(
        (arguments, results) -> {
          List<Value> all = new ArrayList<>(state.lists(plan));
          all.add(frozen.tensors());
          all.add(new Value.Scalar(learningRate));
          all.add(new Value.Scalar(emaDecay));
          all.addAll(arguments);
          return state.whileLocked(() -> script.call("step", recording(), all, results));
        },
        true);
  }

  /**
   * A part of a step: adds {@code share} of the gradients to those of earlier parts.
   *
   * @param share of this part's loss in the whole, 1/n for n equal parts
   */
  public Call accumulate(TrainState state, double share) {
    return call(
        (arguments, results) -> {
          List<Value> all = new ArrayList<>();
          all.add(state.weightList(plan));
          all.add(state.gradientList());
          all.add(frozen.tensors());
          all.add(new Value.Scalar(share));
          all.addAll(arguments);
          return state.whileLocked(() -> script.call("accumulate", recording(), all, results));
        },
        false);
  }

  /** Ends a step of several parts: moves the weights by the gradients accumulated. */
  public Outputs update(TrainState state, double learningRate, double emaDecay) {
    List<Value> all = new ArrayList<>(state.lists(plan));
    all.add(state.gradientList());
    all.add(new Value.Scalar(learningRate));
    all.add(new Value.Scalar(emaDecay));
    Reply reply = state.whileLocked(() -> script.call("update", recording(), all, updateResults()));
    state.updated();
    return new Outputs(
        Map.of(GRADIENT_NORM, reply.host().get(0), SKIPPED, reply.host().get(1)), Map.of());
  }

  @Override
  public void close() {
    script.close();
    if (ownsFrozen) {
      frozen.close();
    }
  }

  private Execution recording() {
    return new Execution(plan.config().threads(), true);
  }

  private Call call(Call.Runner runner, boolean updates) {
    return new Call(
        graph.name(),
        graph.inputs(),
        graph.outputs(),
        plan.config(),
        runner,
        updates ? List.of(GRADIENT_NORM, SKIPPED) : List.of());
  }

  private static List<HostResult> updateResults() {
    return List.of(new HostResult(DType.F32, Shape.of()), new HostResult(DType.F32, Shape.of()));
  }
}
