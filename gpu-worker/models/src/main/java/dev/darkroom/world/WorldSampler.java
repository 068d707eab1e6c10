package dev.darkroom.world;

import static dev.darkroom.world.Attribute.BACKGROUND;
import static dev.darkroom.world.Attribute.FILL;
import static dev.darkroom.world.Attribute.POSITION;
import static dev.darkroom.world.Attribute.SHAPE;
import static dev.darkroom.world.Attribute.SIZE;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.LongStream;

/**
 * Two endless sequences of captioned scenes, one to train on and one held out. Element {@code
 * index} depends on the seed and the index alone, so a run can stop and go on anywhere.
 */
public record WorldSampler(long seed) {
  /** The seed of the pairs that models are scored on. */
  public static final long EVALUATION_SEED = 20_250;

  private static final double SOLID = 0.4;
  private static final double NO_OUTLINE = 0.5;
  private static final double EVALUATION_NAMES_POSITION = 0.75;
  private static final int MAX_TRIES = 10_000;
  private static final long HELD_OUT_SEQUENCE = 0x68656C64L;

  /** A captioned picture: draw it with {@link WorldPainter}. */
  public record Sample(Scene scene, String caption, long pictureSeed) {

    /** The picture, 4096 pixels 0xRRGGBB. */
    public int[] pixels() {
      return WorldPainter.pixels(scene, pictureSeed);
    }
  }

  /**
   * What a model is scored on: it draws {@code caption} from {@code seed}, the judge looks for
   * {@code ask}.
   */
  public record EvaluationPair(String caption, Ask ask, long seed) {}

  /** Element {@code index} of the training sequence; never a held-out scene. */
  public Sample training(long index) {
    var stream = SeedStream.of(seed, index);
    var scene = scene(stream, drawn -> !Split.isHeldOut(drawn));
    return new Sample(scene, CaptionWriter.write(scene, stream), stream.nextLong());
  }

  /** Element {@code index} of the held-out sequence; its captions name the whole combination. */
  public Sample heldOut(long index) {
    var stream = SeedStream.of(seed ^ HELD_OUT_SEQUENCE, index);
    var scene = scene(stream, Split::isHeldOut);
    var named = EnumSet.of(SHAPE, FILL, BACKGROUND, SIZE);
    if (stream.chance(EVALUATION_NAMES_POSITION)) {
      named.add(POSITION);
    }
    return new Sample(scene, CaptionWriter.write(scene, named, stream), stream.nextLong());
  }

  /**
   * The first {@code count} evaluation pairs, the same on every machine. Each caption names shape,
   * fill, background and size of a held-out combination (pattern and outline it always fixes), so
   * none of them was ever trained on.
   */
  public static List<EvaluationPair> evaluation(int count) {
    var sampler = new WorldSampler(EVALUATION_SEED);
    return LongStream.range(0, count)
        .mapToObj(index -> {
          String caption = sampler.heldOut(index).caption();
          return new EvaluationPair(caption, CaptionParser.parse(caption), index);
        })
        .toList();
  }

  private static Scene scene(SeedStream stream, Predicate<Scene> wanted) {
    for (int i = 0; i < MAX_TRIES; i++) {
      var scene = anyScene(stream);
      if (wanted.test(scene)) {
        return scene;
      }
    }
    throw new IllegalStateException("no such scene in " + MAX_TRIES + " tries");
  }

  /**
   * A scene with every free attribute uniform; solid and no outline are more frequent than the
   * others.
   */
  static Scene anyScene(SeedStream stream) {
    var pattern =
        stream.chance(SOLID)
            ? Pattern.SOLID
            : stream.pick(List.of(Pattern.STRIPED, Pattern.DOTTED, Pattern.CHECKERED));
    var outline =
        stream.chance(NO_OUTLINE)
            ? Outline.NONE
            : stream.pick(List.of(Outline.BLACK, Outline.WHITE));
    return new Ask(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            pattern,
            outline,
            Optional.empty(),
            Optional.empty())
        .complete(stream);
  }
}
