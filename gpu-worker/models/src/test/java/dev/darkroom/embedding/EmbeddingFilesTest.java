package dev.darkroom.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.image.ImageLimits;
import dev.darkroom.image.Png;
import dev.darkroom.image.Rgb;
import dev.darkroom.testing.Fixtures;
import dev.darkroom.weights.DType;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.SafetensorsWriter;
import dev.darkroom.weights.TensorSource;
import dev.darkroom.weights.TorchFile;
import dev.darkroom.weights.WeightFiles;
import dev.darkroom.weights.WeightsException;
import dev.darkroom.weights.pickle.PickleValue.Dict;
import dev.darkroom.weights.pickle.PickleValue.Text;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class EmbeddingFilesTest {
  private static final Path CASE = Fixtures.folder("inversion/textual_inversion/load_multi2");
  private static final LearnedWord CAT =
      LearnedWord.of(
          "<cat>", HostTensor.ofFloats(new float[] {0.1f, -2, 3e-9f, 4, 5, 1f / 3}, 2, 3));
  private static final LearnedWord XL_CAT =
      new LearnedWord(
          "<cat>",
          List.of(
              HostTensor.ofFloats(new float[] {1, 2, 3, 4}, 2, 2),
              HostTensor.ofFloats(new float[] {5, 6, 7, 8, 9, 10}, 2, 3)));

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "learned_embeds.safetensors, <cat-toy>, -1",
    "learned_embeds.bin, <cat-toy>, -1",
    "a1111.pt, a1111-multi2, 1",
    "a1111_emb_params.safetensors, <a1111_emb_params>, 1",
  })
  void filesOfTheOriginalToolsOpenUnderTheirOwnNameOrTheFiles(String file, String token, int own) {
    List<LearnedWord> words = EmbeddingReader.read(CASE.resolve(file), Optional.empty());
    assertThat(words).hasSize(1);
    assertThat(words.getFirst().token()).isEqualTo(token);
    assertThat(words.getFirst().count()).isEqualTo(2);
    HostTensor expected =
        own < 0
            ? WeightFiles.open(CASE.resolve("learned_embeds.safetensors")).get("<cat-toy>")
            : WeightFiles.open(CASE.resolve("a1111_values.safetensors")).get("vec");
    assertThat(words.getFirst().vectors().getFirst().sameBits(expected)).isTrue();
  }

  @Test
  void aTokenThatIsGivenWinsOverTheFiles() {
    assertThat(
            EmbeddingReader.read(CASE.resolve("a1111.pt"), Optional.of("<mine>"))
                .getFirst()
                .token())
        .isEqualTo("<mine>");
  }

  static Stream<Arguments> everyFormOfAFile() {
    return Stream.of(EmbeddingLayout.values())
        .flatMap(layout ->
            layout.extensions().stream().map(extension -> Arguments.of(layout, extension)));
  }

  @ParameterizedTest
  @MethodSource("everyFormOfAFile")
  void aWordComesBackBitForBitFromEveryFormAndEqualWordsGiveEqualBytes(
      EmbeddingLayout layout, String extension) throws IOException {
    Path file = folder.resolve("cat." + extension);
    assertThat(EmbeddingWriter.write(file, List.of(CAT), layout)).containsExactly(file);
    LearnedWord back = EmbeddingReader.read(file, Optional.empty()).getFirst();
    assertThat(back.token()).isEqualTo("<cat>");
    assertThat(back.vectors().getFirst().sameBits(CAT.vectors().getFirst())).isTrue();
    Path elsewhere = Files.createDirectory(folder.resolve("later")).resolve("other." + extension);
    EmbeddingWriter.write(elsewhere, List.of(CAT), layout);
    assertThat(Files.readAllBytes(elsewhere)).isEqualTo(Files.readAllBytes(file));
  }

  @ParameterizedTest
  @CsvSource({
    "A1111, pt",
    "A1111, safetensors",
    "INVOKE, safetensors",
    "INVOKE, bin",
    "DIFFUSERS, bin"
  })
  void bothTablesOfSdxlComeBack(EmbeddingLayout layout, String extension) {
    List<Path> files =
        EmbeddingWriter.write(folder.resolve("cat." + extension), List.of(XL_CAT), layout);
    LearnedWord back =
        files.size() == 1
            ? EmbeddingReader.read(files.getFirst(), Optional.empty()).getFirst()
            : EmbeddingReader.read(files.get(0), files.get(1), Optional.empty()).getFirst();
    assertThat(files).hasSize(layout == EmbeddingLayout.DIFFUSERS ? 2 : 1);
    assertThat(back.token()).isEqualTo("<cat>");
    assertThat(back.vectors().get(0).sameBits(XL_CAT.vectors().get(0))).isTrue();
    assertThat(back.vectors().get(1).sameBits(XL_CAT.vectors().get(1))).isTrue();
  }

  @Test
  void severalWordsLieInOneFileOfDiffusersButNotOfA1111() {
    LearnedWord dog = LearnedWord.of("<dog>", CAT.vectors().getFirst());
    Path file = folder.resolve("both.safetensors");
    EmbeddingWriter.write(file, List.of(CAT, dog), EmbeddingLayout.DIFFUSERS);
    assertThat(EmbeddingReader.read(file, Optional.empty()))
        .extracting(LearnedWord::token)
        .containsExactly("<cat>", "<dog>");
    assertThatThrownBy(() -> EmbeddingReader.read(file, Optional.of("<x>")))
        .hasMessageContaining("2 words");
    assertThatThrownBy(() ->
            EmbeddingWriter.write(
                folder.resolve("both.pt"), List.of(CAT, dog), EmbeddingLayout.A1111))
        .hasMessageContaining("2 words: a file of a1111 holds one");
  }

  @Test
  void halfPrecisionStaysHalfPrecision() {
    LearnedWord half = LearnedWord.of("<half>", CAT.vectors().getFirst().cast(DType.F16));
    Path file = folder.resolve("half.pt");
    EmbeddingWriter.write(file, List.of(half), EmbeddingLayout.A1111);
    assertThat(EmbeddingReader.read(file, Optional.empty()).getFirst().vectors().getFirst())
        .matches(table -> table.sameBits(half.vectors().getFirst()));
  }

  @Test
  void oneVectorMayLieWithoutItsFirstDimension() {
    Path file = folder.resolve("one.safetensors");
    SafetensorsWriter.write(
        file, Map.of("<one>", HostTensor.ofFloats(new float[] {1, 2, 3}, 3)), Map.of());
    LearnedWord word = EmbeddingReader.read(file, Optional.empty()).getFirst();
    assertThat(word.vectors().getFirst().shape().dims()).containsExactly(1, 3);
  }

  /** Older checkers of the web UI refuse every other entry, and know plain dicts only. */
  @Test
  void aFileForA1111HasOnlyTheEntriesAndDictsThatOldCheckersKnow() throws IOException {
    byte[] file = EmbeddingWriter.encode(List.of(CAT), EmbeddingLayout.A1111, "pt").getFirst();
    List<String> entries = new ArrayList<>();
    try (var zip = new ZipInputStream(new ByteArrayInputStream(file))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        entries.add(entry.getName());
      }
    }
    assertThat(entries).containsExactly("archive/data.pkl", "archive/data/0", "archive/version");
    TorchFile torch = (TorchFile) WeightFiles.of(MemorySegment.ofArray(file));
    Dict root = (Dict) torch.root();
    assertThat(root.get("string_to_param")).containsInstanceOf(Dict.class);
    assertThat(root.get("name")).contains(new Text("<cat>"));
    assertThat(root.entries())
        .extracting(entry -> ((Text) entry.key()).value())
        .containsExactly(
            "string_to_token",
            "string_to_param",
            "name",
            "step",
            "sd_checkpoint",
            "sd_checkpoint_name");
  }

  @Test
  void anExtensionThatTheLayoutDoesNotHaveIsRefusedNamingThoseItHas() {
    assertThatThrownBy(() ->
            EmbeddingWriter.write(folder.resolve("x.png"), List.of(CAT), EmbeddingLayout.DIFFUSERS))
        .hasMessageContaining("x.png: a file of diffusers ends in one of [safetensors, bin]");
  }

  @Test
  void thePixelsAloneHoldTheWordToo() {
    byte[] png = EmbeddingWriter.encode(List.of(CAT), EmbeddingLayout.A1111, "png").getFirst();
    Rgb pixels = Png.decode(png, ImageLimits.DEFAULT);
    byte[] stripped = Png.encode(pixels);
    assertThat(stripped).hasSizeLessThan(png.length);
    LearnedWord back = EmbeddingReader.read(stripped, "cat.png", Optional.empty()).getFirst();
    assertThat(back.token()).isEqualTo("<cat>");
    assertThat(back.vectors().getFirst().sameBits(CAT.vectors().getFirst())).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"my cat.pt, <my-cat>", "<cat>.safetensors, <cat>", "a.b.png, <a.b>", ".pt, <.pt>"})
  void aFileWithoutANameInItIsCalledByItsBaseName(String file, String token) {
    assertThat(EmbeddingReader.named(file)).isEqualTo(token);
  }

  @Test
  void whatIsNoEmbeddingIsRefusedWithWhatWouldBeRight() {
    assertRefused(
        Map.of("a", HostTensor.ofFloats(new float[8], 2, 2, 2)), "F32[2, 2, 2]", "[n, d]");
    assertRefused(Map.of("a", HostTensor.ofLongs(new long[2], 2)), "I64[2]", "floats");
    assertRefused(
        Map.of("a", HostTensor.ofFloats(new float[76], 76, 1)), "76 vectors", "at most 75");
    assertRefused(Map.of("a", HostTensor.ofFloats(new float[] {1, Float.NaN}, 2)), "NaN", "finite");
    assertRefused(
        Map.of("clip_g", HostTensor.ofFloats(new float[2], 1, 2)), "[clip_g]", "[clip_l, clip_g]");
    assertRefused(
        Map.of("two words", HostTensor.ofFloats(new float[2], 2)), "'two words'", "without spaces");
    assertRefused(
        Map.of(
            "clip_l", HostTensor.ofFloats(new float[2], 1, 2),
            "clip_g", HostTensor.ofFloats(new float[6], 2, 3)),
        "F32[1, 2]",
        "F32[2, 3]");
  }

  @Test
  void twoFilesOfDifferentTrainingsAreRefused() {
    Path one = folder.resolve("one.safetensors");
    Path two = folder.resolve("two.safetensors");
    EmbeddingWriter.write(one, List.of(CAT), EmbeddingLayout.DIFFUSERS);
    EmbeddingWriter.write(
        two,
        List.of(
            LearnedWord.of("<a>", CAT.vectors().getFirst()),
            LearnedWord.of("<b>", CAT.vectors().getFirst())),
        EmbeddingLayout.DIFFUSERS);
    assertThatThrownBy(() -> EmbeddingReader.read(two, one, Optional.empty()))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("'<a>'")
        .hasMessageContaining("two files of one training");
  }

  private void assertRefused(Map<String, HostTensor> tensors, String found, String right) {
    Path file = folder.resolve("refused.safetensors");
    SafetensorsWriter.write(file, tensors, Map.of());
    TensorSource source = WeightFiles.open(file);
    assertThat(source.names()).isNotEmpty();
    assertThatThrownBy(() -> EmbeddingReader.read(file, Optional.empty()))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("refused.safetensors")
        .hasMessageContaining(found)
        .hasMessageContaining(right);
  }
}
