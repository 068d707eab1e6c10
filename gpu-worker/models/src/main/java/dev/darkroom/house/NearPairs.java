package dev.darkroom.house;

import dev.darkroom.world.Ask;
import dev.darkroom.world.Attribute;
import dev.darkroom.world.CaptionParser;
import dev.darkroom.world.CaptionWriter;
import dev.darkroom.world.Scene;
import dev.darkroom.world.SeedStream;
import dev.darkroom.world.Split;
import dev.darkroom.world.WorldPainter;
import dev.darkroom.world.WorldSampler;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/**
 * Captioned pictures in groups: a scene, then for each attribute one that differs from it in that
 * attribute alone. Whoever is to tell a group's captions apart has to look at every attribute. None
 * of the scenes is held out.
 *
 * @param seed of the world; group {@code index} depends on both alone
 */
record NearPairs(long seed) {
  /** Pairs in a group. */
  static final int GROUP = 1 + Attribute.values().length;

  private static final long SEQUENCE = 0x6E656172L;
  private static final double NAMES_EVERYTHING = 0.5;
  private static final int MAX_TRIES = 200;

  /** Further than any training goes. */
  private static final long STRIDE = 1L << 32;

  /** A scene, what is said of it, and the seed of its picture. */
  record Pair(Scene scene, String caption, Ask ask, long pictureSeed) {

    int[] pixels() {
      return WorldPainter.pixels(scene, pictureSeed);
    }
  }

  /**
   * Group number {@code index}.
   *
   * @param lighter whether its shapes are all much lighter than their backgrounds
   */
  List<Pair> group(long index, boolean lighter) {
    SeedStream stream = SeedStream.of(seed ^ SEQUENCE, index);
    Scene first = first(index, lighter);
    List<Pair> pairs = new ArrayList<>();
    pairs.add(pair(first, stream));
    for (Attribute attribute : Attribute.values()) {
      List<Scene> others =
          first.variants(attribute).stream()
              .filter(scene -> !scene.equals(first) && !Split.isHeldOut(scene))
              .filter(scene -> !lighter || isLighter(scene))
              .toList();
      pairs.add(pair(others.isEmpty() ? first : pick(others, stream), stream));
    }
    return pairs;
  }

  private Scene first(long index, boolean lighter) {
    WorldSampler world = new WorldSampler(seed);
    Scene scene = world.training(index).scene();
    for (int i = 1; lighter && !isLighter(scene) && i < MAX_TRIES; i++) {
      scene = world.training(index + i * STRIDE).scene();
    }
    return scene;
  }

  /** Whether even the darker tone of the fill's pattern is lighter than the background. */
  private static boolean isLighter(Scene scene) {
    return scene.background().lightness() < scene.fill().lightness() / 2;
  }

  private static Pair pair(Scene scene, SeedStream stream) {
    String caption =
        stream.nextDouble() < NAMES_EVERYTHING
            ? CaptionWriter.write(scene, EnumSet.allOf(Attribute.class), stream)
            : CaptionWriter.write(scene, stream);
    return new Pair(scene, caption, CaptionParser.parse(caption), stream.nextLong());
  }

  private static Scene pick(List<Scene> scenes, SeedStream stream) {
    return scenes.get((int) (stream.nextDouble() * scenes.size()));
  }
}
