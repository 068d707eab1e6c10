package dev.darkroom.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.storage.object.ObjectKeys;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that would unpack to too much, and files that tell more than their pixels. */
class UploadSafetyTest extends FreshFarm {
  private static final String SECRET = "48 degrees north";

  @Test
  void aPictureOfTooManyPixelsIsRefusedByItsHeader() throws IOException {
    byte[] bomb = pngBomb(50_000);
    assertThat(bomb).as("300 MB of pixels").hasSizeLessThan(1 << 20);

    Client.Answer answer = upload(bomb);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.code()).isEqualTo("value_out_of_range");
    assertThat(answer.detail()).contains("50000x50000 pixels: send at most 8192 a side");
  }

  @Test
  void aJpegOrAWebpOfTooManyPixelsIsRefusedToo() throws IOException {
    byte[] jpeg = picture("jpeg");
    int frame = new String(jpeg, StandardCharsets.ISO_8859_1).indexOf("\u00ff\u00c0");
    ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) 0xFFFF).putShort(frame + 7, (short) 0xFFFF);
    byte[] webp = webp(16_384, new byte[0]);

    assertThat(upload(jpeg).detail()).contains("65535x65535");
    assertThat(upload(webp).detail()).contains("16384x16384");
  }

  @Test
  void anArchiveThatGrowsTooMuchIsNotUnpacked() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("zeros.png"));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 500; i++) {
        zip.write(zeros);
      }
      zip.closeEntry();
    }

    Client.Answer answer = upload(bytes.toByteArray());

    assertThat(answer.code()).isEqualTo("invalid_file");
    assertThat(answer.detail()).contains("unpacks to more than");
  }

  @Test
  void aBombWithinAnArchiveIsRefusedLikeAnyOther() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("a.png"));
      zip.write(pngBomb(20_000));
      zip.closeEntry();
    }

    assertThat(upload(bytes.toByteArray()).code()).isEqualTo("value_out_of_range");
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg"})
  void metadataIsNotKeptAndEveryPixelIs(String format) throws IOException {
    byte[] plain = picture(format);
    byte[] telling = format.equals("png") ? withText(plain) : withExif(plain, 1);
    assertThat(new String(telling, StandardCharsets.ISO_8859_1)).contains(SECRET);

    byte[] kept = stored(upload(telling));

    assertThat(kept).isEqualTo(plain);
    assertThat(upload(plain).json().path("id").asText()).isEqualTo(Digest.of(plain).hex());
  }

  @Test
  void aWebpsMetadataIsNotKeptAndItsHeadSaysSo() {
    byte[] kept = stored(upload(webp(64, SECRET.getBytes(StandardCharsets.UTF_8))));

    assertThat(new String(kept, StandardCharsets.ISO_8859_1)).doesNotContain(SECRET, "EXIF");
    assertThat(kept[20]).isZero();
    assertThat(ByteBuffer.wrap(kept).order(ByteOrder.LITTLE_ENDIAN).getInt(4))
        .isEqualTo(kept.length - 8);
  }

  @Test
  void howAJpegIsToBeTurnedStaysAndWhatLiesBehindItsEndDoesNot() throws IOException {
    byte[] telling = withExif(picture("jpeg"), 6);
    byte[] trailing =
        ByteBuffer.allocate(telling.length + 3)
            .put(telling)
            .put("GPS".getBytes(StandardCharsets.UTF_8))
            .array();

    byte[] kept = stored(upload(trailing));

    assertThat(new String(kept, StandardCharsets.ISO_8859_1)).doesNotContain(SECRET, "GPS");
    assertThat(kept).hasSize(picture("jpeg").length + 36);
    assertThat(kept[2 + 29]).as("the tag's value").isEqualTo((byte) 6);
    assertThat(ImageIO.read(new ByteArrayInputStream(kept)).getWidth()).isEqualTo(24);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/images/edits", "/v1/images/variations", "/v1/files"})
  void everyOtherWayInIsHeldToTheSame(String way) throws IOException {
    byte[] large = picture("jpeg");
    int frame = new String(large, StandardCharsets.ISO_8859_1).indexOf("\u00ff\u00c0");
    ByteBuffer.wrap(large).putShort(frame + 5, (short) 9_000);

    Client.Answer refused = form(way, large);
    assertThat(refused.status()).as(refused.text()).isEqualTo(422);
    assertThat(refused.code()).isEqualTo("value_out_of_range");

    Client.Answer taken = form(way, withText(picture("png")));
    assertThat(taken.code()).as(taken.text()).isNotEqualTo("value_out_of_range");
    String store =
        farm.objects.list("", Optional.empty(), 1_000).objects().stream()
            .map(kept -> farm.objects.get(kept.key(), 1 << 20))
            .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1))
            .collect(Collectors.joining());
    assertThat(store).contains("IHDR").doesNotContain(SECRET);
  }

  private Client.Answer form(String way, byte[] picture) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    String text = "--b\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n";
    String file =
        way.equals("/v1/files")
            ? text.formatted("purpose", "vision")
            : text.formatted("model", "shapes-ldm") + text.formatted("prompt", "a red circle");
    String field = way.equals("/v1/files") ? "file" : "image";
    body.write(file.getBytes(StandardCharsets.UTF_8));
    body.write(
        "--b\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"a\"\r\n\r\n"
            .formatted(field)
            .getBytes(StandardCharsets.UTF_8));
    body.write(picture);
    body.write("\r\n--b--\r\n".getBytes(StandardCharsets.UTF_8));
    return client.send(
        "POST",
        way,
        Optional.of(body.toByteArray()),
        "Content-Type",
        "multipart/form-data; boundary=b",
        "Prefer",
        "wait=0");
  }

  private byte[] stored(Client.Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    Digest digest = Digest.parse("sha256:" + answer.json().path("id").asText());
    return farm.objects.get(ObjectKeys.upload(TenantId.of("default"), digest, "data"), 1 << 20);
  }

  private Client.Answer upload(byte[] file) {
    return client.send(
        "POST", "/v1/uploads", Optional.of(file), "Content-Type", "application/octet-stream");
  }

  private static byte[] picture(String format) throws IOException {
    BufferedImage image = new BufferedImage(24, 16, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < 24; x++) {
      for (int y = 0; y < 16; y++) {
        image.setRGB(x, y, x * 10 << 16 | y * 15 << 8 | 40);
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, bytes)).isTrue();
    return bytes.toByteArray();
  }

  /** A real PNG: side × side pixels of one bit, all black. */
  private static byte[] pngBomb(int side) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflated = new DeflaterOutputStream(packed)) {
      byte[] row = new byte[1 + (side + 7) / 8];
      for (int y = 0; y < side; y++) {
        deflated.write(row);
      }
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.write("\u0089PNG\r\n\u001a\n".getBytes(StandardCharsets.ISO_8859_1));
    byte[] header = ByteBuffer.allocate(13).putInt(side).putInt(side).put((byte) 1).array();
    chunk(png, "IHDR", header);
    chunk(png, "IDAT", packed.toByteArray());
    chunk(png, "IEND", new byte[0]);
    return png.toByteArray();
  }

  /** The PNG with a text behind its header. */
  private static byte[] withText(byte[] png) throws IOException {
    ByteArrayOutputStream with = new ByteArrayOutputStream();
    with.write(png, 0, 33);
    chunk(with, "tEXt", ("Where\0" + SECRET).getBytes(StandardCharsets.ISO_8859_1));
    with.write(png, 33, png.length - 33);
    return with.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream png, String type, byte[] data)
      throws IOException {
    byte[] name = type.getBytes(StandardCharsets.ISO_8859_1);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(data);
    DataOutputStream out = new DataOutputStream(png);
    out.writeInt(data.length);
    out.write(name);
    out.write(data);
    out.writeInt((int) crc.getValue());
  }

  /** The JPEG with a camera's segment, which says how it is to be turned, and where it was made. */
  private static byte[] withExif(byte[] jpeg, int orientation) {
    byte[] where = SECRET.getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer exif = ByteBuffer.allocate(32 + where.length).order(ByteOrder.LITTLE_ENDIAN);
    exif.put("Exif\0\0II*\0".getBytes(StandardCharsets.ISO_8859_1)).putInt(8).putShort((short) 1);
    exif.putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort((short) orientation);
    exif.putShort((short) 0).put(where);
    ByteBuffer with = ByteBuffer.allocate(jpeg.length + 4 + exif.capacity());
    with.put(jpeg, 0, 2).putShort((short) 0xFFE1).putShort((short) (exif.capacity() + 2));
    return with.put(exif.array()).put(jpeg, 2, jpeg.length - 2).array();
  }

  /** An extended WebP of side × side pixels, whose EXIF is this. */
  private static byte[] webp(int side, byte[] exif) {
    int padded = exif.length + (exif.length & 1);
    ByteBuffer file = ByteBuffer.allocate(12 + 18 + 8 + padded).order(ByteOrder.LITTLE_ENDIAN);
    file.put(latin("RIFF")).putInt(file.capacity() - 8).put(latin("WEBP"));
    file.put(latin("VP8X")).putInt(10).putInt(8);
    file.put((byte) (side - 1)).put((byte) (side - 1 >> 8)).put((byte) (side - 1 >> 16));
    file.put((byte) (side - 1)).put((byte) (side - 1 >> 8)).put((byte) (side - 1 >> 16));
    return file.put(latin("EXIF")).putInt(exif.length).put(exif).array();
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
