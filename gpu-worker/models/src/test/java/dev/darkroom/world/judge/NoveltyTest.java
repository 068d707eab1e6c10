package dev.darkroom.world.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.world.Hue;
import dev.darkroom.world.Novelty;
import dev.darkroom.world.Outline;
import dev.darkroom.world.Pattern;
import dev.darkroom.world.Position;
import dev.darkroom.world.Scene;
import dev.darkroom.world.ShapeKind;
import dev.darkroom.world.Size;
import dev.darkroom.world.WorldPainter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NoveltyTest {
  private static final List<Scene> SCENES = scenes();

  @Test
  void theJudgeTellsAnHourglassFromEveryShapeOfTheHouse() {
    assertThat(SCENES.stream().filter(s -> NoveltyJudge.isHourglass(Novelty.hourglass(s, 7))))
        .as("hourglasses taken for one")
        .hasSizeGreaterThan(SCENES.size() * 98 / 100);
    assertThat(SCENES.stream().filter(s -> NoveltyJudge.isHourglass(WorldPainter.pixels(s, 7))))
        .as("house shapes taken for an hourglass")
        .isEmpty();
  }

  @Test
  void theJudgeTellsAShapeWithAShadowFromOneWithout() {
    List<Scene> lit = SCENES.stream().filter(s -> s.background() != Hue.BLACK).toList();
    assertThat(lit.stream().filter(s -> NoveltyJudge.isShadowed(Novelty.shadowed(s, 7), s)))
        .hasSizeGreaterThan(lit.size() * 98 / 100);
    assertThat(lit.stream().filter(s -> NoveltyJudge.isShadowed(WorldPainter.pixels(s, 7), s)))
        .hasSizeLessThan(Math.max(1, lit.size() / 50));
  }

  /** Solid, without outline, in every shape and size, in every seventh place. */
  private static List<Scene> scenes() {
    List<Scene> scenes = new ArrayList<>();
    for (ShapeKind shape : ShapeKind.values()) {
      for (Size size : Size.values()) {
        for (Position position : Position.values()) {
          int n = shape.ordinal() * 27 + size.ordinal() * 9 + position.ordinal();
          Hue fill = Hue.FILLS.get(n % Hue.FILLS.size());
          Hue background = Hue.values()[(n + 3) % Hue.values().length];
          if (fill != background && n % 7 == 0) {
            scenes.add(
                new Scene(shape, fill, background, Pattern.SOLID, Outline.NONE, size, position));
          }
        }
      }
    }
    return scenes;
  }
}
