package dev.darkroom.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PngTest {
  private static final GenerationText TEXT =
      new GenerationText(
          "a red circle", "blurry", 20, "dpmpp_2m_karras", 5.0, 42, 16, 8, "shapes-ldm@1");

  @Test
  void aPictureCarriesItsParameters() {
    byte[] file = TEXT.encode(gradient(16, 8));
    assertThat(Png.texts(file, ImageLimits.DEFAULT))
        .isEqualTo(
            Map.of(
                "parameters",
                "a red circle\n"
                    + "Negative prompt: blurry\n"
                    + "Steps: 20, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 5,"
                    + " Seed: 42, Size: 16x8, Model: shapes-ldm@1"));
  }

  @Test
  void aSecondEncodingEqualsTheFirstBitForBit() {
    assertThat(TEXT.encode(gradient(16, 8))).isEqualTo(TEXT.encode(gradient(16, 8)));
  }

  @Test
  void aPictureComesBackAsItWas() {
    Rgb picture = gradient(31, 17);
    assertThat(Png.decode(TEXT.encode(picture), ImageLimits.DEFAULT)).isEqualTo(picture);
  }

  @Test
  void otherReadersStillReadThePictureWithText() throws Exception {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(TEXT.encode(gradient(16, 8))));
    assertThat(Rgb.of(image)).isEqualTo(gradient(16, 8));
  }

  @Test
  void aPromptBeyondLatin1ComesBackToo() {
    String prompt = "красный круг ⭕ 赤い丸 👩‍🎨";
    byte[] file = Png.encode(gradient(2, 2), new TreeMap<>(Map.of("parameters", prompt)));
    assertThat(Png.texts(file, ImageLimits.DEFAULT)).containsEntry("parameters", prompt);
    assertThat(new String(file, java.nio.charset.StandardCharsets.ISO_8859_1)).contains("iTXt");
  }

  @Test
  void aValueWithACommaIsQuoted() {
    var text = new GenerationText("p", "", 1, "ddim", 7.5, 0, 8, 8, "odd, \"name\"");
    assertThat(text.toText())
        .isEqualTo(
            "p\nSteps: 1, Sampler: DDIM, CFG scale: 7.5, Seed: 0, Size: 8x8,"
                + " Model: \"odd, \\\"name\\\"\"");
  }

  @Test
  void aKeywordThatPngForbidsIsRefused() {
    for (String keyword : new String[] {"", " a", "a\0b", "é".repeat(80), "ключ"}) {
      assertThatThrownBy(() -> Png.encode(gradient(1, 1), new TreeMap<>(Map.of(keyword, "text"))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("PNG keyword");
    }
  }

  @Test
  void aHeaderThatClaimsABillionPixelsIsRefusedBeforeAnyIsDecoded() {
    byte[] file = withSize(Png.encode(gradient(4, 4)), 60_000, 60_000);
    assertThatThrownBy(() -> Png.decode(file, ImageLimits.DEFAULT))
        .isInstanceOfSatisfying(
            ImageException.class,
            e -> assertThat(e.code()).isEqualTo(ImageException.Code.TOO_LARGE))
        .hasMessageContaining("60000x60000");
  }

  @Test
  void aFileOverTheByteLimitIsRefused() {
    byte[] file = Png.encode(gradient(64, 64));
    assertThatThrownBy(() -> Png.decode(file, new ImageLimits(100, 64, 4096)))
        .isInstanceOfSatisfying(
            ImageException.class, e -> assertThat(e.code().id()).isEqualTo("image_too_large"));
  }

  @Test
  void everyTruncationIsRefusedWithAnImageError() {
    byte[] file = TEXT.encode(gradient(9, 9));
    for (int length = 0; length < file.length; length++) {
      byte[] cut = Arrays.copyOf(file, length);
      assertThatThrownBy(() -> Png.decode(cut, ImageLimits.DEFAULT))
          .as("cut to %d bytes", length)
          .isInstanceOf(ImageException.class);
    }
  }

  @Test
  void everyChangedByteIsSeen() {
    byte[] file = TEXT.encode(gradient(9, 9));
    for (int i = 0; i < file.length; i++) {
      byte[] flipped = file.clone();
      flipped[i] ^= 0x55;
      try {
        Png.decode(flipped, ImageLimits.DEFAULT);
        throw new AssertionError("byte " + i + " was changed and nobody saw it");
      } catch (ImageException e) {
        assertThat(e.getMessage()).isNotEmpty();
      }
    }
  }

  @Test
  void grayKeepsItsValue() throws Exception {
    BufferedImage gray = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_GRAY);
    gray.getRaster().setSample(0, 0, 0, 128);
    gray.getRaster().setSample(1, 0, 0, 255);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(gray, "png", out);
    Rgb picture = Png.decode(out.toByteArray(), ImageLimits.DEFAULT);
    assertThat(picture.at(0, 0)).isEqualTo(0x808080);
    assertThat(picture.at(1, 0)).isEqualTo(0xFFFFFF);
  }

  @Test
  void halvingTakesTheMeanAndEndsAtOnePixel() {
    Rgb picture = Rgb.of(2, 2, new byte[] {0, 0, 0, 4, 0, 0, 8, 0, 0, 12, 0, (byte) 255});
    assertThat(picture.halved()).isEqualTo(Rgb.of(1, 1, new byte[] {6, 0, 64}));
    assertThat(picture.halved().halved()).isEqualTo(picture.halved());
    assertThat(gradient(5, 3).halved().width()).isEqualTo(3);
    assertThat(gradient(5, 3).halved().height()).isEqualTo(2);
  }

  static Rgb gradient(int width, int height) {
    byte[] data = new byte[3 * width * height];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) (i * 7 + i / width);
    }
    return Rgb.of(width, height, data);
  }

  private static byte[] withSize(byte[] file, int width, int height) {
    ByteBuffer buffer = ByteBuffer.wrap(file.clone());
    buffer.putInt(16, width).putInt(20, height);
    CRC32 crc = new CRC32();
    crc.update(buffer.slice(12, 17));
    return buffer.putInt(29, (int) crc.getValue()).array();
  }
}
