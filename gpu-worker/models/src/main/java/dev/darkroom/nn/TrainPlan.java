package dev.darkroom.nn;

import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * What is trained and how.
 *
 * @param config where and in which dtype the loss is computed; the trained weights themselves and
 *     the optimiser are F32 always
 * @param groups the trained weights; weights of the graph in no group are frozen
 * @param optimiser shared by all groups
 * @param maxGradientNorm gradients of a greater norm (over all weights) are scaled down to it; a
 *     step whose norm is not finite is skipped
 * @param ema whether a running mean of the weights is kept
 * @param checkpointing whether most activations are computed twice instead of kept: about a third
 *     slower, with a fraction of the memory
 */
public record TrainPlan(
    RunConfig config,
    List<Group> groups,
    AdamW optimiser,
    OptionalDouble maxGradientNorm,
    boolean ema,
    boolean checkpointing) {

  /** A plan that keeps every activation. */
  public TrainPlan(
      RunConfig config,
      List<Group> groups,
      AdamW optimiser,
      OptionalDouble maxGradientNorm,
      boolean ema) {
    this(config, groups, optimiser, maxGradientNorm, ema, false);
  }

  /**
   * Weights trained alike.
   *
   * @param rateFactor multiplies the learning rate of the step
   * @param weightDecay per unit of learning rate
   */
  public record Group(List<Param> params, double rateFactor, double weightDecay) {
    public Group {
      params = List.copyOf(params);
      if (params.isEmpty()) {
        throw new IllegalArgumentException("a group of weights to train is empty");
      }
      if (!(rateFactor >= 0) || !(weightDecay >= 0)) {
        throw new IllegalArgumentException(
            "rate factor " + rateFactor + " and weight decay " + weightDecay + " must be >= 0");
      }
    }
  }

  public TrainPlan {
    groups = List.copyOf(groups);
    if (groups.isEmpty()) {
      throw new IllegalArgumentException("nothing is to be trained: name at least one group");
    }
    Set<String> names = new HashSet<>();
    for (Group group : groups) {
      for (Param param : group.params()) {
        if (!names.add(param.name())) {
          throw new IllegalArgumentException("weight " + param.name() + " is in two groups");
        }
      }
    }
    if (maxGradientNorm.isPresent() && !(maxGradientNorm.getAsDouble() > 0)) {
      throw new IllegalArgumentException(
          "gradient norm " + maxGradientNorm.getAsDouble() + " is not positive");
    }
  }

  /** All weights trained alike with this weight decay, no clipping, no running mean. */
  public static TrainPlan of(RunConfig config, List<Param> params, double weightDecay) {
    return new TrainPlan(
        config,
        List.of(new Group(params, 1, weightDecay)),
        AdamW.usual(),
        OptionalDouble.empty(),
        false);
  }

  public TrainPlan with(AdamW other) {
    return new TrainPlan(config, groups, other, maxGradientNorm, ema, checkpointing);
  }

  public TrainPlan withMaxGradientNorm(double norm) {
    return new TrainPlan(config, groups, optimiser, OptionalDouble.of(norm), ema, checkpointing);
  }

  public TrainPlan withEma() {
    return new TrainPlan(config, groups, optimiser, maxGradientNorm, true, checkpointing);
  }

  public TrainPlan withCheckpointing(boolean on) {
    return new TrainPlan(config, groups, optimiser, maxGradientNorm, ema, on);
  }

  /** The trained weights in the order in which a {@link TrainState} holds them. */
  List<Param> params() {
    return groups.stream().flatMap(group -> group.params().stream()).toList();
  }
}
