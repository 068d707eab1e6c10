package dev.darkroom.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PictureFormatTest {
  private static final String TEXT = "a café, 猫\nSteps: 20, Sampler: Euler a, Seed: 1";

  @ParameterizedTest
  @EnumSource(PictureFormat.class)
  void howAPictureWasMadeIsReadBackFromEveryFormat(PictureFormat format) {
    byte[] file = format.encode(smooth(40, 30), TEXT);
    assertThat(Pictures.parameters(file, ImageLimits.DEFAULT)).contains(TEXT);
    assertThat(format.encode(smooth(40, 30), TEXT)).isEqualTo(file);
    Rgb read = Pictures.decode(file, ImageLimits.DEFAULT);
    assertThat(read.width()).isEqualTo(40);
    assertThat(read.height()).isEqualTo(30);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 9", "9, 1", "64, 64", "600, 5", "5, 600", "33, 47"})
  void webpLosesNothing(int width, int height) {
    for (Rgb picture : new Rgb[] {smooth(width, height), noise(width, height)}) {
      byte[] file = PictureFormat.WEBP.encode(picture, "");
      assertThat(Pictures.decode(file, ImageLimits.DEFAULT)).isEqualTo(picture);
    }
  }

  @Test
  void webpOfFewColoursIsSmall() {
    Rgb flat = painted(256, 256, i -> i % 256 < 128 ? 0x102030 : 0xF0E0D0);
    assertThat(PictureFormat.WEBP.encode(flat, "")).hasSizeLessThan(30_000);
  }

  @Test
  void codesOfVeryUnequalSymbolsStayWithinTheirLimit() {
    int[] fibonacci = new int[40];
    Arrays.setAll(fibonacci, i -> i < 2 ? 1 : fibonacci[i - 1] + fibonacci[i - 2]);
    BitWriter out = new BitWriter();
    PrefixCode code = PrefixCode.of(fibonacci);
    int before = out.toBytes().length;
    code.write(0, out);
    assertThat(out.toBytes().length - before).isEqualTo(2); // at most 15 bits for the rarest
  }

  @Test
  void jpegIsNearThePicture() {
    Rgb picture = smooth(64, 48);
    Rgb read = Pictures.decode(PictureFormat.JPEG.encode(picture, TEXT), ImageLimits.DEFAULT);
    for (int i = 0; i < 64 * 48; i++) {
      int wanted = picture.at(i % 64, i / 64) >> 8 & 0xFF;
      assertThat(Math.abs((read.at(i % 64, i / 64) >> 8 & 0xFF) - wanted)).isLessThan(24);
    }
  }

  @Test
  void aDamagedOrLargeWebpIsRefused() {
    byte[] file = PictureFormat.WEBP.encode(noise(64, 64), TEXT);
    refused(Arrays.copyOf(file, 100), ImageLimits.DEFAULT, ImageException.Code.DAMAGED);
    refused(file, new ImageLimits(1 << 20, 63, 1 << 20), ImageException.Code.TOO_LARGE);
    refused(file, new ImageLimits(100, 64, 1 << 20), ImageException.Code.TOO_LARGE);
    assertThat(Pictures.parameters(Arrays.copyOf(file, 60), ImageLimits.DEFAULT)).isEmpty();
  }

  @Test
  void aCommentThatIsCutIsNone() {
    byte[] tiff = Exif.ofComment(TEXT);
    for (int length = 0; length < tiff.length; length++) {
      assertThat(Exif.comment(Arrays.copyOf(tiff, length))).isEmpty();
    }
    assertThat(Exif.comment(tiff)).contains(TEXT);
  }

  private static void refused(byte[] file, ImageLimits limits, ImageException.Code code) {
    assertThatThrownBy(() -> Pictures.decode(file, limits))
        .isInstanceOfSatisfying(ImageException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  private static Rgb smooth(int width, int height) {
    return painted(
        width,
        height,
        i -> (i % width * 3 & 0xFF) << 16 | (i / width * 5 & 0xFF) << 8 | (i % width & 0xFF));
  }

  private static Rgb noise(int width, int height) {
    return painted(width, height, i -> (i * 0x9E3779B9 ^ i * i * 0x85EBCA6B) & 0xFFFFFF);
  }

  private static Rgb painted(int width, int height, IntUnaryOperator pixel) {
    return Rgb.ofPixels(width, height, IntStream.range(0, width * height).map(pixel).toArray());
  }
}
