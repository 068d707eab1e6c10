package dev.darkroom.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContactSheetTest {
  @Test
  void everyPictureStandsInItsCellScaledUpWithItsCaptionBelow() {
    var sample = new WorldSampler(1).training(0);
    var picture = WorldPainter.draw(sample.scene(), sample.pictureSeed());
    var tile = new ContactSheet.Tile(picture, sample.caption());

    var sheet = new ContactSheet(2, 3).draw(List.of(tile, tile, tile));

    assertThat(sheet.getWidth()).isEqualTo(8 + 2 * (3 * 64 + 8));
    for (int[] at : new int[][] {{0, 0}, {40, 20}, {63, 63}}) {
      int pixel = sheet.getRGB(8 + 3 * at[0] + 1, 8 + 3 * at[1] + 1);
      assertThat(pixel).isEqualTo(picture.getRGB(at[0], at[1]));
    }
    assertThat(darkPixels(sheet, 8, 8 + 3 * 64 + 4, 3 * 64, 14)).isGreaterThan(50);
  }

  @Test
  void asFewColumnsAsPicturesAreShown() {
    var picture = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
    var tile = new ContactSheet.Tile(picture, "a");

    assertThat(new ContactSheet(6, 1).draw(List.of(tile)).getWidth()).isEqualTo(8 + 64 + 8);
  }

  @Test
  void anEmptyOrGiganticSheetIsRefused() {
    assertThatThrownBy(() -> new ContactSheet(6, 4).draw(List.of()))
        .hasMessageContaining("a sheet of 0 pictures: use 1 to 4096");
    var picture = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
    var tiles = Collections.nCopies(5_000, new ContactSheet.Tile(picture, ""));
    assertThatThrownBy(() -> new ContactSheet(6, 4).draw(tiles)).hasMessageContaining("5000");
    assertThatThrownBy(() -> new ContactSheet(6, 99)).hasMessageContaining("scale 1 to 16");
  }

  private static int darkPixels(BufferedImage image, int left, int top, int width, int height) {
    int dark = 0;
    for (int y = top; y < top + height; y++) {
      for (int x = left; x < left + width; x++) {
        dark += (image.getRGB(x, y) & 0xFF) < 0x40 ? 1 : 0;
      }
    }
    return dark;
  }
}
