package dev.darkroom.world;

import static dev.darkroom.world.Attribute.BACKGROUND;
import static dev.darkroom.world.Attribute.FILL;
import static dev.darkroom.world.Attribute.POSITION;
import static dev.darkroom.world.Attribute.SHAPE;
import static dev.darkroom.world.Attribute.SIZE;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Says what a scene shows, in several wordings. A pattern or an outline that is there is always
 * said, since its absence means solid or none; the rest may be left out.
 */
public final class CaptionWriter {
  private static final double NAMES_SHAPE = 0.92;
  private static final double NAMES_FILL = 0.85;
  private static final double NAMES_BACKGROUND = 0.8;
  private static final double NAMES_SIZE = 0.65;
  private static final double NAMES_POSITION = 0.6;

  /** How often "solid" and "no outline" are said though leaving them out says the same. */
  private static final double SAYS_THE_DEFAULT = 0.1;

  private static final double AS_A_LIST = 0.3;
  private static final double AS_A_PICTURE = 0.15;

  private final Scene scene;
  private final Set<Attribute> named;
  private final SeedStream stream;

  private CaptionWriter(Scene scene, Set<Attribute> named, SeedStream stream) {
    this.scene = scene;
    this.named = named;
    this.stream = stream;
  }

  /** A caption that names a random part of the scene's attributes. */
  public static String write(Scene scene, SeedStream stream) {
    var named = EnumSet.noneOf(Attribute.class);
    nameSometimes(named, SHAPE, NAMES_SHAPE, stream);
    nameSometimes(named, FILL, NAMES_FILL, stream);
    nameSometimes(named, BACKGROUND, NAMES_BACKGROUND, stream);
    nameSometimes(named, SIZE, NAMES_SIZE, stream);
    nameSometimes(named, POSITION, NAMES_POSITION, stream);
    return write(scene, named, stream);
  }

  /**
   * A caption that names the attributes of {@code named}, and the pattern and the outline where
   * there is one.
   */
  public static String write(Scene scene, Set<Attribute> named, SeedStream stream) {
    var writer = new CaptionWriter(scene, named, stream);
    return stream.chance(AS_A_LIST) ? writer.list() : writer.sentence();
  }

  private static void nameSometimes(
      Set<Attribute> named, Attribute attribute, double probability, SeedStream stream) {
    if (stream.chance(probability)) {
      named.add(attribute);
    }
  }

  private String sentence() {
    var caption = new StringBuilder(stream.chance(AS_A_PICTURE) ? "a picture of " : "");
    caption.append(withArticle(nounPhrase()));
    if (scene.outline() != Outline.NONE) {
      caption.append(" with ").append(withArticle(scene.outline().words() + " outline"));
    } else if (stream.chance(SAYS_THE_DEFAULT)) {
      caption.append(" with no outline");
    }
    var places = new ArrayList<String>();
    if (named.contains(POSITION)) {
      places.add(place());
    }
    if (named.contains(BACKGROUND)) {
      places.add("on " + withArticle(scene.background().words() + " background"));
    }
    for (String place : shuffled(places)) {
      caption.append(' ').append(place);
    }
    return caption.toString();
  }

  private String list() {
    var parts = new ArrayList<String>();
    if (named.contains(BACKGROUND)) {
      parts.add(scene.background().words() + " background");
    }
    if (scene.outline() != Outline.NONE) {
      parts.add(scene.outline().words() + " outline");
    } else if (stream.chance(SAYS_THE_DEFAULT)) {
      parts.add("no outline");
    }
    if (named.contains(POSITION)) {
      parts.add(scene.position().words());
    }
    var ordered = new ArrayList<String>();
    ordered.add(nounPhrase());
    ordered.addAll(shuffled(parts));
    return String.join(", ", ordered);
  }

  private String nounPhrase() {
    var words = new ArrayList<String>();
    if (named.contains(SIZE)) {
      words.add(scene.size().words());
    }
    if (scene.pattern() != Pattern.SOLID || stream.chance(SAYS_THE_DEFAULT)) {
      words.add(scene.pattern().words());
    }
    if (named.contains(FILL)) {
      words.add(scene.fill().words());
    }
    words.add(named.contains(SHAPE) ? scene.shape().words() : Grammar.ANY_SHAPE);
    return String.join(" ", words);
  }

  private String place() {
    var position = scene.position();
    if (position == Position.CENTER) {
      return stream.pick(List.of("in the center", "at the center"));
    }
    if (position.isCorner() && stream.chance(0.3)) {
      return "in the " + position.words() + " corner";
    }
    boolean side = position == Position.LEFT || position == Position.RIGHT;
    return (side ? "on the " : "at the ") + position.words();
  }

  private List<String> shuffled(List<String> parts) {
    var left = new ArrayList<>(parts);
    var result = new ArrayList<String>();
    while (!left.isEmpty()) {
      String next = stream.pick(left);
      left.remove(next);
      result.add(next);
    }
    return result;
  }

  private static String withArticle(String phrase) {
    return ("aeiou".indexOf(phrase.charAt(0)) >= 0 ? "an " : "a ") + phrase;
  }
}
