package dev.darkroom.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.image.Png;
import dev.darkroom.image.Rgb;
import dev.darkroom.testing.Fixtures;
import dev.darkroom.weights.WeightsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a file holds, it is read or refused: nothing runs, nothing else is thrown. */
class HostileEmbeddingsTest {
  private static final Path TORCH = Fixtures.folder("weights/torch_files/set");

  @TestFactory
  Stream<DynamicTest> everyHostileWeightFileIsNoEmbeddingEither() {
    JsonNode listed = Fixtures.json(TORCH.resolve("case.json")).path("hostile");
    return StreamSupport.stream(listed.spliterator(), false)
        .filter(file -> file.path("must").asText().equals("refuse"))
        .map(file -> TORCH.resolve(file.path("file").asText()))
        .map(file ->
            dynamicTest(
                file.getFileName().toString(),
                () ->
                    assertThatThrownBy(() -> EmbeddingReader.read(file, Optional.empty()))
                        .isInstanceOf(WeightsException.class)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "not json",
        "{}",
        "[]",
        "{\"string_to_param\": {}}",
        "{\"string_to_param\": {\"*\": 1}}",
        "{\"string_to_param\": {\"*\": {\"TORCHTENSOR\": []}}}",
        "{\"string_to_param\": {\"*\": {\"TORCHTENSOR\": [[]]}}}",
        "{\"string_to_param\": {\"*\": {\"TORCHTENSOR\": [[1, 2], [3]]}}}",
        "{\"string_to_param\": {\"*\": {\"TORCHTENSOR\": [[1, \"2\"]]}}}",
        "{\"string_to_param\": {\"*\": {\"TORCHTENSOR\": [[1e999]]}}}",
        "{\"string_to_param\": {\"a\": {\"TORCHTENSOR\": [[1]]}, \"b\": {\"TORCHTENSOR\": [[1]]}}}",
      })
  void jsonThatIsNoEmbeddingIsRefused(String json) {
    assertRefused(
        textPng(Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8))));
    assertRefused(Png.encode(PixelData.insert(grey(), json.getBytes(StandardCharsets.UTF_8))));
  }

  @Test
  void aPictureWithoutAWordIsRefusedSayingWhereOneWouldBe() {
    assertThatThrownBy(() -> EmbeddingReader.read(Png.encode(grey()), "grey.png", Optional.empty()))
        .hasMessageContaining("grey.png")
        .hasMessageContaining("neither as a text 'sd-ti-embedding' nor in its pixels");
    assertRefused(textPng("no base64!"));
  }

  @Test
  void aBombInThePixelsIsNotInflated() {
    byte[] zeros = new byte[EmbeddingJson.MAX_BYTES + 1];
    byte[] png = Png.encode(PixelData.insert(grey(), zeros));
    assertThatThrownBy(() -> EmbeddingReader.read(png, "bomb.png", Optional.empty()))
        .hasMessageContaining("longer than");
  }

  @Test
  void deepJsonIsRefused() {
    assertRefused(
        textPng(
            Base64.getEncoder()
                .encodeToString("[".repeat(100_000).getBytes(StandardCharsets.UTF_8))));
  }

  /** Every form with single bytes changed and its end cut off. */
  @Test
  void damagedFilesAreReadOrRefused() throws IOException {
    Random random = new Random(4);
    Path original = Fixtures.folder("inversion/textual_inversion/load_multi2");
    LearnedWord word =
        EmbeddingReader.read(original.resolve("a1111.pt"), Optional.empty()).getFirst();
    List<byte[]> files =
        List.of(
            Files.readAllBytes(original.resolve("learned_embeds.safetensors")),
            Files.readAllBytes(original.resolve("a1111.pt")),
            EmbeddingWriter.encode(List.of(word), EmbeddingLayout.A1111, "pt").getFirst());
    for (byte[] file : files) {
      for (int i = 0; i < 2000; i++) {
        byte[] damaged = file.clone();
        damaged[random.nextInt(file.length)] ^= (byte) (1 << random.nextInt(8));
        byte[] cut = i % 4 == 0 ? Arrays.copyOf(damaged, random.nextInt(file.length)) : damaged;
        assertThatCode(() -> readOrRefuse(cut)).doesNotThrowAnyException();
      }
    }
  }

  private static void readOrRefuse(byte[] file) {
    try {
      assertThat(EmbeddingReader.read(file, "x", Optional.empty())).isNotEmpty();
    } catch (WeightsException e) {
      assertThat(e).hasMessageStartingWith("x: ");
    }
  }

  private static void assertRefused(byte[] png) {
    assertThatThrownBy(() -> EmbeddingReader.read(png, "hostile.png", Optional.empty()))
        .isInstanceOf(WeightsException.class)
        .hasMessageStartingWith("hostile.png: ");
  }

  private static byte[] textPng(String text) {
    var texts = new TreeMap<String, String>();
    texts.put("sd-ti-embedding", text);
    return Png.encode(grey(), texts);
  }

  private static Rgb grey() {
    int[] pixels = new int[64 * 64];
    Arrays.fill(pixels, 0x808182);
    return Rgb.ofPixels(64, 64, pixels);
  }
}
