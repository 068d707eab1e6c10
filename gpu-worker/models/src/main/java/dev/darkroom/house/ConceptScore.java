package dev.darkroom.house;

import dev.darkroom.world.Attribute;
import dev.darkroom.world.Scene;
import java.util.EnumMap;
import java.util.Map;

/** What the judge read from pictures that a word was to shape, and prompts to place. */
public final class ConceptScore {
  private final Map<Attribute, Integer> agreed = new EnumMap<>(Attribute.class);
  private int pictures;
  private int whole;

  /**
   * Counts a picture.
   *
   * @param asked the scene that the concept and the prompt together ask for
   * @param read what the judge saw
   */
  void add(Concept concept, Scene asked, Scene read) {
    pictures++;
    whole += concept.isShownBy(read) ? 1 : 0;
    for (Attribute attribute : Attribute.values()) {
      int same = asked.get(attribute) == read.get(attribute) ? 1 : 0;
      agreed.merge(attribute, same, Integer::sum);
    }
  }

  /** Adds another score to this one. */
  public void add(ConceptScore other) {
    pictures += other.pictures;
    whole += other.whole;
    other.agreed.forEach((attribute, count) -> agreed.merge(attribute, count, Integer::sum));
  }

  public int pictures() {
    return pictures;
  }

  /** Share of pictures that show all the concept means, 0 to 1. */
  public double whole() {
    return (double) whole / Math.max(1, pictures);
  }

  /** Share of pictures that have this attribute as asked, 0 to 1. */
  public double accuracy(Attribute attribute) {
    return (double) agreed.getOrDefault(attribute, 0) / Math.max(1, pictures);
  }

  /** As in {@code whole 0.81 of 16: shape 1.00 fill 0.94 …}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("whole %.2f of %d:".formatted(whole(), pictures));
    for (Attribute attribute : Attribute.values()) {
      text.append(" %s %.2f".formatted(attribute.words(), accuracy(attribute)));
    }
    return text.toString();
  }
}
