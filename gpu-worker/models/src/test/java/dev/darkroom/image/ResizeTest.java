package dev.darkroom.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.darkroom.image.Resize.Filter;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResizeTest {
  /** The checksums are of Pillow 12.3's results for the same picture. */
  @ParameterizedTest
  @CsvSource({
    "BOX, 16, 16, 862640750",
    "BOX, 64, 50, 1585919746",
    "BOX, 37, 11, 1428062748",
    "BOX, 5, 23, 574568031",
    "BILINEAR, 16, 16, 2398268455",
    "BILINEAR, 64, 50, 3512023722",
    "BILINEAR, 37, 11, 1834841440",
    "BILINEAR, 5, 23, 3879895693",
    "BICUBIC, 16, 16, 978529128",
    "BICUBIC, 64, 50, 672779449",
    "BICUBIC, 37, 11, 2775947739",
    "BICUBIC, 5, 23, 4072747474",
    "LANCZOS, 16, 16, 1925999623",
    "LANCZOS, 64, 50, 2826706683",
    "LANCZOS, 37, 11, 2193514609",
    "LANCZOS, 5, 23, 1761196174"
  })
  void everyByteIsAsPillowHasIt(Filter filter, int width, int height, long checksum) {
    CRC32 crc = new CRC32();
    crc.update(Resize.to(picture(37, 23), width, height, filter).toBytes());

    assertThat(crc.getValue()).isEqualTo(checksum);
  }

  @Test
  void aPictureOfThatSizeStaysAsItIs() {
    assertThat(Resize.to(picture(7, 5), 7, 5, Filter.BICUBIC)).isEqualTo(picture(7, 5));
  }

  @Test
  void anEmptySizeIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Resize.to(picture(7, 5), 0, 5, Filter.BOX))
        .withMessageContaining("0x5");
  }

  @Test
  void theMiddleSquareLeavesTheOddPixelOutAtTheRight() {
    Rgb square = picture(8, 5).centerSquare();

    assertThat(square.width()).isEqualTo(5);
    assertThat(square.at(0, 3)).isEqualTo(picture(8, 5).at(1, 3));
  }

  @Test
  void aPictureMirroredTwiceIsItself() {
    Rgb picture = picture(7, 5);

    assertThat(picture.mirrored().at(0, 2)).isEqualTo(picture.at(6, 2));
    assertThat(picture.mirrored().mirrored()).isEqualTo(picture);
  }

  private static Rgb picture(int width, int height) {
    int[] pixels = new int[width * height];
    for (int i = 0; i < pixels.length; i++) {
      int x = i % width;
      int y = i / width;
      int red = (x * x * 7 + y * 13) % 256;
      int green = (x * 31 + y * y * 5) % 256;
      int blue = (x / 3 + y / 2) % 2 == 1 ? 255 : x * y % 256;
      pixels[i] = red << 16 | green << 8 | blue;
    }
    return Rgb.ofPixels(width, height, pixels);
  }
}
