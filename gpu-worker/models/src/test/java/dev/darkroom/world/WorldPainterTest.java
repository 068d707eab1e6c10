package dev.darkroom.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class WorldPainterTest {
  @Test
  void theSameSceneAndSeedGiveTheSamePicture() {
    var sample = new WorldSampler(1).training(0);

    assertThat(sample.pixels()).isEqualTo(sample.pixels());
    assertThat(WorldPainter.pixels(sample.scene(), 1))
        .isNotEqualTo(WorldPainter.pixels(sample.scene(), 2));
  }

  @Test
  void noShapeIsCutByTheEdge() {
    for (var shape : ShapeKind.values()) {
      for (var size : Size.values()) {
        for (var position : Position.values()) {
          var scene =
              new Scene(shape, Hue.RED, Hue.BLUE, Pattern.SOLID, Outline.WHITE, size, position);
          LongStream.range(0, 5)
              .mapToObj(seed -> WorldPainter.pixels(scene, seed))
              .forEach(pixels -> assertThat(edge(pixels)).as("%s", scene).containsOnly(0x2040E0));
        }
      }
    }
  }

  @Test
  void everyToneIsFarFromEveryBackgroundAndFromItsFill() {
    for (var fill : Hue.FILLS) {
      assertThat(List.of(Hue.values()))
          .allMatch(hue -> distance(fill.tone(), hue.rgb()) > 75, "a background near " + fill);
    }
  }

  private static HashSet<Integer> edge(int[] pixels) {
    int side = WorldPainter.SIDE;
    var edge = new HashSet<Integer>();
    for (int i = 0; i < side; i++) {
      edge.addAll(
          List.of(
              pixels[i],
              pixels[(side - 1) * side + i],
              pixels[i * side],
              pixels[i * side + side - 1]));
    }
    return edge;
  }

  private static double distance(int a, int b) {
    double sum = 0;
    for (int shift = 0; shift < 24; shift += 8) {
      double d = ((a >> shift) & 255) - ((b >> shift) & 255);
      sum += d * d;
    }
    return Math.sqrt(sum);
  }
}
