package dev.darkroom.world.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.world.Ask;
import dev.darkroom.world.Attribute;
import dev.darkroom.world.CaptionParser;
import dev.darkroom.world.Hue;
import dev.darkroom.world.Outline;
import dev.darkroom.world.Pattern;
import dev.darkroom.world.Position;
import dev.darkroom.world.Scene;
import dev.darkroom.world.ShapeKind;
import dev.darkroom.world.Size;
import dev.darkroom.world.WorldPainter;
import dev.darkroom.world.WorldSampler;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class JudgeTest {
  private static final long SEED = 31;

  @Test
  void itReadsEveryAttributeOfADrawing() {
    var scene =
        new Scene(
            ShapeKind.HEART,
            Hue.CYAN,
            Hue.YELLOW,
            Pattern.DOTTED,
            Outline.BLACK,
            Size.LARGE,
            Position.BOTTOM_LEFT);

    var reading = Judge.read(WorldPainter.pixels(scene, 5));

    assertThat(reading.scene()).isEqualTo(scene);
    assertThat(reading.confidence()).containsOnlyKeys(Attribute.values());
    assertThat(reading.agrees(CaptionParser.parse("a dotted heart, black outline"), Attribute.FILL))
        .isTrue();
    assertThat(reading.agrees(CaptionParser.parse("a dotted red heart"), Attribute.FILL)).isFalse();
  }

  @Test
  void itReadsCleanDrawings() {
    assertThat(accuracies(200, Wear.NONE)).allSatisfy((_, share) -> atLeast(share, 0.99));
  }

  @ParameterizedTest
  @CsvSource({"0.7,0", "0,8", "1,8"})
  void itReadsWornDrawings(double blur, double noise) {
    assertThat(accuracies(80, new Wear(blur, noise)))
        .allSatisfy((_, share) -> atLeast(share, 0.95));
  }

  @Tag("long")
  @Test
  void itReadsThousandsOfCleanDrawings() {
    assertThat(accuracies(5_000, Wear.NONE)).allSatisfy((_, share) -> atLeast(share, 0.99));
  }

  @Tag("long")
  @ParameterizedTest
  @CsvSource({"0.7,0", "0,8", "1,8"})
  void itReadsThousandsOfWornDrawings(double blur, double noise) {
    assertThat(accuracies(3_000, new Wear(blur, noise)))
        .allSatisfy((_, share) -> atLeast(share, 0.95));
  }

  /** A model's colours are never exact. */
  @ParameterizedTest
  @EnumSource(value = Hue.class)
  void aColourMayBeATouchOff(Hue background) {
    var fill = background == Hue.RED ? Hue.GREEN : Hue.RED;
    var scene =
        new Scene(
            ShapeKind.STAR,
            fill,
            background,
            Pattern.CHECKERED,
            Outline.NONE,
            Size.MEDIUM,
            Position.TOP_RIGHT);

    int[] pixels = Arrays.stream(WorldPainter.pixels(scene, 3)).map(JudgeTest::paler).toArray();

    assertThat(Judge.read(pixels).scene()).isEqualTo(scene);
  }

  @Test
  void itDoubtsAPictureWithoutAShape() {
    int[] plain = new int[4096];
    Arrays.fill(plain, Hue.BLUE.rgb());

    var reading = Judge.read(plain);

    assertThat(reading.scene().background()).isEqualTo(Hue.BLUE);
    assertThat(reading.explained()).isZero();
  }

  @Test
  void itRefusesAPictureOfAnotherSize() {
    assertThatThrownBy(() -> Judge.read(new int[32 * 32]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1024 pixels: the judge reads pictures of 64×64 = 4096");
  }

  private static int paler(int rgb) {
    int paler = 0;
    for (int shift = 0; shift < 24; shift += 8) {
      int level = (rgb >> shift) & 255;
      paler |= (12 + level * 231 / 255) << shift;
    }
    return paler;
  }

  private static Map<Attribute, Double> accuracies(int pictures, Wear wear) {
    var sampler = new WorldSampler(SEED);
    var confusions = new Confusions();
    IntStream.range(0, pictures)
        .forEach(i -> {
          var sample = sampler.training(i);
          var reading = Judge.read(wear.apply(sample.pixels(), i));
          confusions.add(Ask.of(sample.scene()), reading);
        });
    var accuracies = new EnumMap<Attribute, Double>(Attribute.class);
    for (var attribute : Attribute.values()) {
      accuracies.put(attribute, confusions.accuracy(attribute));
    }
    return accuracies;
  }

  private static void atLeast(double share, double bound) {
    assertThat(share).isGreaterThanOrEqualTo(bound);
  }
}
