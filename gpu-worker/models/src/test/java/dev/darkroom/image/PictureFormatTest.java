package dev.darkroom.image;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PictureFormatTest {
  private static final Map<Character, Integer> COLOURS =
      Map.of('r', 0xFF0000, 'g', 0x00FF00, 'b', 0x0000FF, 'w', 0xFFFFFF);
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

  /** Corners as they are to be seen: red and green above, blue and white below. */
  @ParameterizedTest
  @CsvSource({
    "1, rgbw", "2, grwb", "3, wbgr", "4, bwrg", "5, rbgw", "6, gwrb", "7, wgbr", "8, brwg"
  })
  void aJpegIsTurnedUprightAsItsExifSays(int orientation, String stored) {
    boolean onItsSide = orientation > 4;
    int width = onItsSide ? 32 : 64;
    int height = onItsSide ? 64 : 32;
    Rgb lying =
        painted(
            width,
            height,
            i -> COLOURS.get(stored.charAt(2 * (i / width * 2 / height) + i % width * 2 / width)));

    Rgb seen =
        Pictures.decode(
            turned(PictureFormat.JPEG.encode(lying, ""), orientation), ImageLimits.DEFAULT);

    assertThat(seen.width()).isEqualTo(64);
    assertThat(seen.height()).isEqualTo(32);
    near(seen.at(4, 4), COLOURS.get('r'));
    near(seen.at(60, 4), COLOURS.get('g'));
    near(seen.at(4, 28), COLOURS.get('b'));
    near(seen.at(60, 28), COLOURS.get('w'));
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

  /** The JPEG with a camera's EXIF in place of its own. */
  private static byte[] turned(byte[] jpeg, int orientation) {
    ByteBuffer exif =
        ByteBuffer.allocate(36).putInt(0xFFE1_0022).put("Exif\0\0".getBytes(US_ASCII));
    exif.putInt(0x4D4D_002A).putInt(8).putShort((short) 1);
    exif.putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort((short) orientation);
    return Exif.joined(
        Arrays.copyOf(jpeg, 2), exif.array(), Arrays.copyOfRange(jpeg, 2, jpeg.length));
  }

  private static void near(int found, int wanted) {
    for (int shift = 0; shift <= 16; shift += 8) {
      assertThat(Math.abs((found >> shift & 0xFF) - (wanted >> shift & 0xFF))).isLessThan(40);
    }
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
