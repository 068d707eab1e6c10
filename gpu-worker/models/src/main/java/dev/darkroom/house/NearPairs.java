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

  /** A scene, what is said of it, and the seed of its picture. */
  record Pair(Scene scene, String caption, Ask ask, long pictureSeed) {

    int[] pixels() {
      return WorldPainter.pixels(scene, pictureSeed);
    }
  }

  List<Pair> group(long index) {
    SeedStream stream = SeedStream.of(seed ^ SEQUENCE, index);
    Scene first = new WorldSampler(seed).training(index).scene();
    List<Pair> pairs = new ArrayList<>();
    pairs.add(pair(first, stream));
    for (Attribute attribute : Attribute.values()) {
      List<Scene> others =
          first.variants(attribute).stream()
              .filter(scene -> !scene.equals(first) && !Split.isHeldOut(scene))
              .toList();
      pairs.add(pair(others.isEmpty() ? first : pick(others, stream), stream));
    }
    return pairs;
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
