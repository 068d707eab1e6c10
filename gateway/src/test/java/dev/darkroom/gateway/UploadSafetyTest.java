package dev.darkroom.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.FileId;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.storage.object.ObjectKeys;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that would unpack to too much, and files that tell more than their pixels. */
class UploadSafetyTest extends FreshFarm {
  @Test
  void aPictureOfTooManyPixelsIsRefusedByItsHeader() throws IOException {
    byte[] bomb = Specimens.pngBomb(50_000);
    assertThat(bomb).as("300 MB of pixels").hasSizeLessThan(1 << 20);

    Client.Answer answer = upload(bomb);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.code()).isEqualTo("value_out_of_range");
    assertThat(answer.detail()).contains("50000x50000 pixels: send at most 8192 a side");
  }

  @Test
  void aJpegOrAWebpOfTooManyPixelsIsRefusedToo() throws IOException {
    byte[] jpeg = Specimens.picture("jpeg");
    int frame = new String(jpeg, StandardCharsets.ISO_8859_1).indexOf("\u00ff\u00c0");
    ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) 0xFFFF).putShort(frame + 7, (short) 0xFFFF);
    byte[] webp = Specimens.webp(16_384, new byte[0]);

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
    byte[] zip = Specimens.zip(Map.of("a.png", Specimens.pngBomb(20_000)));

    assertThat(upload(zip).code()).isEqualTo("value_out_of_range");
    assertThat(tuningFile(zip).code()).isEqualTo("value_out_of_range");
  }

  @Test
  void anArchivesPicturesAreKeptWithoutMetadataInTheArchiveToo() throws IOException {
    byte[] jpeg = Specimens.picture("jpeg");
    byte[] png = Specimens.picture("png");
    Map<String, byte[]> telling =
        new TreeMap<>(
            Map.of(
                "a/cat.jpg", Specimens.withExif(jpeg, 1),
                "a/cat.txt", "a cat".getBytes(StandardCharsets.UTF_8),
                "dog.png", Specimens.withText(png)));
    byte[] plain =
        stored(
            upload(
                Specimens.zip(
                    new TreeMap<>(
                        Map.of("a/cat.jpg", jpeg, "a/cat.txt", telling.get("a/cat.txt"))))));

    Client.Answer answer = upload(Specimens.zip(telling));

    Map<String, byte[]> kept = unzipped(stored(answer));
    assertThat(kept.keySet()).containsExactlyElementsOf(telling.keySet());
    assertThat(kept.get("a/cat.jpg")).isEqualTo(jpeg);
    assertThat(kept.get("dog.png")).isEqualTo(png);
    assertThat(kept.get("a/cat.txt")).isEqualTo(telling.get("a/cat.txt"));
    assertThat(answer.json().path("files"))
        .extracting(JsonNode::asText)
        .containsExactly(Digest.of(jpeg).hex(), Digest.of(png).hex());
    assertThat(unzipped(plain)).as("what tells nothing stays as it is").hasSize(2);
  }

  @Test
  void aDatasetThatIsBroughtAsAFileTellsNothingEither() throws IOException {
    byte[] jpeg = Specimens.picture("jpeg");
    byte[] zip = Specimens.zip(Map.of("cat.jpg", Specimens.withExif(jpeg, 6)));

    String id = tuningFile(zip).json().path("id").asText();

    String key = ObjectKeys.file(TenantId.of("default"), FileId.of(id), "data");
    byte[] turned = unzipped(farm.objects.get(key, 1 << 20)).get("cat.jpg");
    assertThat(new String(turned, StandardCharsets.ISO_8859_1)).doesNotContain(Specimens.SECRET);
    assertThat(turned).hasSize(jpeg.length + 36);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg"})
  void metadataIsNotKeptAndEveryPixelIs(String format) throws IOException {
    byte[] plain = Specimens.picture(format);
    byte[] telling =
        format.equals("png") ? Specimens.withText(plain) : Specimens.withExif(plain, 1);
    assertThat(new String(telling, StandardCharsets.ISO_8859_1)).contains(Specimens.SECRET);

    byte[] kept = stored(upload(telling));

    assertThat(kept).isEqualTo(plain);
    assertThat(upload(plain).json().path("id").asText()).isEqualTo(Digest.of(plain).hex());
  }

  @Test
  void aWebpsMetadataIsNotKeptAndItsHeadSaysSo() {
    byte[] kept =
        stored(upload(Specimens.webp(64, Specimens.SECRET.getBytes(StandardCharsets.UTF_8))));

    assertThat(new String(kept, StandardCharsets.ISO_8859_1))
        .doesNotContain(Specimens.SECRET, "EXIF");
    assertThat(kept[20]).isZero();
    assertThat(ByteBuffer.wrap(kept).order(ByteOrder.LITTLE_ENDIAN).getInt(4))
        .isEqualTo(kept.length - 8);
  }

  @Test
  void howAJpegIsToBeTurnedStaysAndWhatLiesBehindItsEndDoesNot() throws IOException {
    byte[] telling = Specimens.withExif(Specimens.picture("jpeg"), 6);
    byte[] trailing =
        ByteBuffer.allocate(telling.length + 3)
            .put(telling)
            .put("GPS".getBytes(StandardCharsets.UTF_8))
            .array();

    byte[] kept = stored(upload(trailing));

    assertThat(new String(kept, StandardCharsets.ISO_8859_1))
        .doesNotContain(Specimens.SECRET, "GPS");
    assertThat(kept).hasSize(Specimens.picture("jpeg").length + 36);
    assertThat(kept[2 + 29]).as("the tag's value").isEqualTo((byte) 6);
    assertThat(ImageIO.read(new ByteArrayInputStream(kept)).getWidth()).isEqualTo(24);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/images/edits", "/v1/images/variations", "/v1/files"})
  void everyOtherWayInIsHeldToTheSame(String way) throws IOException {
    byte[] large = Specimens.picture("jpeg");
    int frame = new String(large, StandardCharsets.ISO_8859_1).indexOf("\u00ff\u00c0");
    ByteBuffer.wrap(large).putShort(frame + 5, (short) 9_000);

    Client.Answer refused = form(way, large);
    assertThat(refused.status()).as(refused.text()).isEqualTo(422);
    assertThat(refused.code()).isEqualTo("value_out_of_range");

    Client.Answer taken = form(way, Specimens.withText(Specimens.picture("png")));
    assertThat(taken.code()).as(taken.text()).isNotEqualTo("value_out_of_range");
    String store =
        farm.objects.list("", Optional.empty(), 1_000).objects().stream()
            .map(kept -> farm.objects.get(kept.key(), 1 << 20))
            .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1))
            .collect(Collectors.joining());
    assertThat(store).contains("IHDR").doesNotContain(Specimens.SECRET);
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

  private Client.Answer tuningFile(byte[] zip) {
    return OpenAiRoutesTest.bring(client, "fine-tune", "dataset.zip", zip);
  }

  private static Map<String, byte[]> unzipped(byte[] zip) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        files.put(entry.getName(), in.readAllBytes());
      }
    }
    return files;
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
}
