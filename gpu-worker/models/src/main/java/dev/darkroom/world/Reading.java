package dev.darkroom.world;

import java.util.Map;

/**
 * What the {@link Judge} saw.
 *
 * @param scene the scene that explains the pixels best
 * @param confidence of each attribute, 0 (another value explains the picture as well) to 1
 * @param residual root mean square of what the scene leaves unexplained, colour levels; a clean
 *     drawing stays below 10
 */
public record Reading(Scene scene, Map<Attribute, Double> confidence, double residual) {
  public Reading {
    confidence = Map.copyOf(confidence);
  }

  /**
   * Whether the picture has the value that {@code ask} fixes for the attribute; true where the ask
   * leaves it free.
   */
  public boolean agrees(Ask ask, Attribute attribute) {
    return ask.get(attribute).map(term -> term == scene.get(attribute)).orElse(true);
  }
}
