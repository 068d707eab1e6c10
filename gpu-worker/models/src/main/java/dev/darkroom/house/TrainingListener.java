package dev.darkroom.house;

import dev.darkroom.world.Attribute;
import java.util.Map;

/** Is told how the training of a house model goes. */
public interface TrainingListener {
  /** A step of a stage, done: {@code of} is how many it has. */
  record Progress(String stage, long step, long of, double loss, double rate) {}

  /** A step of a stage is done. */
  void step(Progress progress);

  /**
   * The model was tried as it is after so many steps of its last stage.
   *
   * @param right share of each attribute that it got right on held-out scenes
   */
  void score(long step, Map<Attribute, Double> right);
}
