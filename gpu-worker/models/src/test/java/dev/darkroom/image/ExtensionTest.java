package dev.darkroom.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExtensionTest {
  private static final Rgb PICTURE = Rgb.ofPixels(3, 2, new int[] {1, 2, 3, 4, 5, 6});

  @Test
  void theEdgesAreStretchedOverTheNewGround() {
    Rgb canvas = Extension.of(PICTURE, 5, 3, 2, 0, 0).canvas();
    assertThat(row(canvas, 0)).containsExactly(1, 1, 1, 2, 3);
    assertThat(row(canvas, 1)).containsExactly(4, 4, 4, 5, 6);
    assertThat(row(canvas, 2)).containsExactly(4, 4, 4, 5, 6);
  }

  @Test
  void theMaskIsTheNewGroundAndTheOverlapBesideIt() {
    Rgb mask = Extension.of(PICTURE, 5, 3, 2, 0, 1).mask();
    assertThat(row(mask, 0)).containsExactly(0xFFFFFF, 0xFFFFFF, 0xFFFFFF, 0, 0);
    assertThat(row(mask, 1)).containsOnly(0xFFFFFF);
    assertThat(row(mask, 2)).containsOnly(0xFFFFFF);
  }

  @Test
  void aPictureBeyondTheCanvasIsRefused() {
    assertThatThrownBy(() -> Extension.of(PICTURE, 4, 3, 2, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Rgb[3x2] at 2,0 is not within 4x3");
  }

  private static int[] row(Rgb picture, int y) {
    return IntStream.range(0, picture.width()).map(x -> picture.at(x, y)).toArray();
  }
}
