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
 * @param precision what stays exact where the loss is computed in half precision
 */
public record TrainPlan(
    RunConfig config,
    List<Group> groups,
    AdamW optimiser,
    OptionalDouble maxGradientNorm,
    boolean ema,
    boolean checkpointing,
    Precision precision) {

  /**
   * Half precision in a part of the graph only.
   *
   * @param exact weights that stay F32 whatever the run's dtype
   * @param lossScale what the loss is multiplied by while gradients are taken, so that those of F16
   *     do not vanish; they are divided by it again
   */
  public record Precision(Set<Param> exact, double lossScale) {
    /** All weights in the run's dtype, the loss as it is. */
    public static final Precision UNIFORM = new Precision(Set.of(), 1);

    public Precision {
      exact = Set.copyOf(exact);
      if (!(lossScale > 0) || Double.isInfinite(lossScale)) {
        throw new IllegalArgumentException("loss scale " + lossScale + " is not above 0");
      }
    }
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

  /** A plan that keeps every activation, and all in the run's dtype. */
  public TrainPlan(
      RunConfig config,
      List<Group> groups,
      AdamW optimiser,
      OptionalDouble maxGradientNorm,
      boolean ema) {
    this(config, groups, optimiser, maxGradientNorm, ema, false, Precision.UNIFORM);
  }

  /** A plan with everything in the run's dtype. */
  public TrainPlan(
      RunConfig config,
      List<Group> groups,
      AdamW optimiser,
      OptionalDouble maxGradientNorm,
      boolean ema,
      boolean checkpointing) {
    this(config, groups, optimiser, maxGradientNorm, ema, checkpointing, Precision.UNIFORM);
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
    return new TrainPlan(config, groups, other, maxGradientNorm, ema, checkpointing, precision);
  }

  public TrainPlan withMaxGradientNorm(double norm) {
    return new TrainPlan(
        config, groups, optimiser, OptionalDouble.of(norm), ema, checkpointing, precision);
  }

  public TrainPlan withEma() {
    return new TrainPlan(
        config, groups, optimiser, maxGradientNorm, true, checkpointing, precision);
  }

  public TrainPlan withCheckpointing(boolean on) {
    return new TrainPlan(config, groups, optimiser, maxGradientNorm, ema, on, precision);
  }

  public TrainPlan with(Precision other) {
    return new TrainPlan(config, groups, optimiser, maxGradientNorm, ema, checkpointing, other);
  }

  /** The trained weights in the order in which a {@link TrainState} holds them. */
  List<Param> params() {
    return groups.stream().flatMap(group -> group.params().stream()).toList();
  }
}
