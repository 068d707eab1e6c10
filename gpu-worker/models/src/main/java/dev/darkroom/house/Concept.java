package dev.darkroom.house;

import static dev.darkroom.world.Attribute.BACKGROUND;
import static dev.darkroom.world.Attribute.FILL;
import static dev.darkroom.world.Attribute.OUTLINE;
import static dev.darkroom.world.Attribute.PATTERN;
import static dev.darkroom.world.Attribute.POSITION;
import static dev.darkroom.world.Attribute.SHAPE;

import dev.darkroom.world.Attribute;
import dev.darkroom.world.Hue;
import dev.darkroom.world.Outline;
import dev.darkroom.world.Pattern;
import dev.darkroom.world.Position;
import dev.darkroom.world.Scene;
import dev.darkroom.world.SeedStream;
import dev.darkroom.world.ShapeKind;
import dev.darkroom.world.Size;
import dev.darkroom.world.Split;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a word is to mean: some attributes of a scene together, such as shape, fill, pattern and
 * outline. It is shown in held-out scenes only, whose combinations the model never saw; what the
 * concept leaves free differs from picture to picture.
 *
 * @param example any scene that has them
 * @param meant the attributes that the word stands for
 */
public record Concept(Scene example, Set<Attribute> meant) {
  private static final Set<Attribute> THING = Set.of(SHAPE, FILL, PATTERN, OUTLINE);

  /** The concepts of the published score; between them all that is hard. */
  public static final List<Concept> EIGHT =
      List.of(
          thing(ShapeKind.STAR, Hue.PURPLE, Pattern.STRIPED, Outline.WHITE),
          thing(ShapeKind.HEART, Hue.CYAN, Pattern.DOTTED, Outline.BLACK),
          thing(ShapeKind.HEXAGON, Hue.ORANGE, Pattern.CHECKERED, Outline.NONE),
          thing(ShapeKind.ARROW, Hue.RED, Pattern.STRIPED, Outline.NONE),
          thing(ShapeKind.CROSS, Hue.GREEN, Pattern.DOTTED, Outline.WHITE),
          thing(ShapeKind.RING, Hue.YELLOW, Pattern.SOLID, Outline.BLACK),
          thing(ShapeKind.CRESCENT, Hue.BLUE, Pattern.STRIPED, Outline.WHITE),
          thing(ShapeKind.SQUARE, Hue.WHITE, Pattern.DOTTED, Outline.BLACK));

  public Concept {
    meant = Set.copyOf(meant);
    if (meant.isEmpty() || meant.contains(BACKGROUND) || meant.contains(POSITION)) {
      throw new IllegalArgumentException(
          "a concept means "
              + meant
              + ": name at least one attribute, neither background nor"
              + " position, which prompts must go on to control");
    }
  }

  /** A concept of everything that makes a thing. */
  public static Concept thing(ShapeKind shape, Hue fill, Pattern pattern, Outline outline) {
    Hue behind = fill == Hue.GRAY ? Hue.RED : Hue.GRAY;
    return new Concept(
        new Scene(shape, fill, behind, pattern, outline, Size.LARGE, Position.CENTER), THING);
  }

  /** The part of this concept that means these attributes. */
  public Concept part(Attribute... attributes) {
    return new Concept(example, EnumSet.copyOf(List.of(attributes)));
  }

  /** Whether a scene shows what is meant. */
  public boolean isShownBy(Scene scene) {
    return meant.stream().allMatch(attribute -> scene.get(attribute) == example.get(attribute));
  }

  /** All held-out scenes that show it, in an order of their own for each seed. */
  public List<Scene> scenes(long seed) {
    List<Scene> all = List.of(example);
    for (Attribute free : Attribute.values()) {
      if (!meant.contains(free)) {
        all = all.stream().flatMap(scene -> scene.variants(free).stream()).toList();
      }
    }
    List<Scene> held = new ArrayList<>(all.stream().filter(Split::isHeldOut).distinct().toList());
    SeedStream stream = SeedStream.of(seed, example.toString().hashCode());
    for (int i = held.size() - 1; i > 0; i--) { // Fisher and Yates
      int j = (int) Math.floorMod(stream.nextLong(), (long) i + 1);
      Scene other = held.get(j);
      held.set(j, held.set(i, other));
    }
    return held;
  }

  /**
   * A caption that leaves to the word what the concept means, and says the rest.
   *
   * @param word what stands for the concept: a learned word, or a blank
   */
  public String caption(Scene scene, String word) {
    List<String> words = new ArrayList<>(List.of("a", scene.size().words()));
    if (!meant.contains(PATTERN) && scene.pattern() != Pattern.SOLID) {
      words.add(scene.pattern().words());
    }
    if (!meant.contains(FILL)) {
      words.add(scene.fill().words());
    }
    words.add(word);
    if (!meant.contains(SHAPE)) {
      words.add(scene.shape().words());
    }
    if (!meant.contains(OUTLINE) && scene.outline() != Outline.NONE) {
      words.add("with a " + scene.outline().words() + " outline");
    }
    words.add(place(scene.position()));
    words.add("on a " + scene.background().words() + " background");
    return String.join(" ", words);
  }

  private static String place(Position position) {
    return switch (position) {
      case CENTER -> "in the center";
      case LEFT, RIGHT -> "on the " + position.words();
      case TOP, BOTTOM, TOP_LEFT, TOP_RIGHT, BOTTOM_LEFT, BOTTOM_RIGHT ->
          "at the " + position.words();
    };
  }
}
