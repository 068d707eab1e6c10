package dev.darkroom.world.judge;

import dev.darkroom.world.Ask;
import dev.darkroom.world.Attribute;
import dev.darkroom.world.Scene;
import java.util.Map;

/**
 * What the {@link Judge} saw.
 *
 * @param scene the scene that explains the pixels best
 * @param confidence of each attribute, 0 (another value explains the picture as well) to 1
 * @param explained the share of the squared colour differences from the background that the scene
 *     accounts for: above 0.9 on drawings, 0 where there is no shape to see
 */
public record Reading(Scene scene, Map<Attribute, Double> confidence, double explained) {
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
