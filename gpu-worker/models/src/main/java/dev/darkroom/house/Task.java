package dev.darkroom.house;

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

  /** Inputs to a scalar {@code loss}; other scalars that it outputs are reported. */
  Graph graph();

  /** The weights that are used and not trained. */
  Binding frozen();

  /** What the graph reports beside its loss. */
  List<String> reports();

  /** Gives a call the inputs of a step. */
  Call feed(Call call, long step);

  Schedule schedule();

  /** Share of the old running mean that stays at a step. */
  double emaDecay(long step);
}
