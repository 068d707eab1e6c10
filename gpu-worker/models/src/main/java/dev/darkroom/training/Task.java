package dev.darkroom.training;

import dev.darkroom.nn.Binding;
import dev.darkroom.nn.Call;
import dev.darkroom.nn.Graph;
import dev.darkroom.nn.TrainPlan;
import java.util.List;

/**
 * One thing to learn. What a step is given depends on its number alone, so a training that was
 * stopped anywhere goes on as if it had not been.
 */
public interface Task {
  TrainPlan plan();

  /**
   * Whose checkpoint a file must be to go on from it; empty where any training's of this plan is.
   */
  default String identity() {
    return "";
  }

  /** Inputs to a scalar {@code loss}; other scalars that it outputs are reported. */
  Graph graph();

  /**
   * The graph of a part of a step, where not all have one shape: the same object whenever the shape
   * is, over the weights that {@link #graph} uses.
   *
   * @param first what {@link #graph} returned
   */
  default Graph graph(Graph first, long part) {
    return first;
  }

  /** The weights that are used and not trained. */
  Binding frozen();

  /** What the graph reports beside its loss. */
  List<String> reports();

  /**
   * Parts of a step, each a call whose gradients are added up; all weigh the same. Part {@code p}
   * of step {@code s} is number {@code s * parts() + p}.
   */
  default int parts() {
    return 1;
  }

  /** Gives a call the inputs of a part of a step, by its number. */
  Call feed(Call call, long part);

  RateSchedule schedule();

  /** Share of the old running mean that stays at a step; of no effect where the plan keeps none. */
  default double emaDecay(long step) {
    return 0;
  }
}
