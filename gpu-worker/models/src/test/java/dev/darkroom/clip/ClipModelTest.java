package dev.darkroom.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.darkroom.failure.ModelException;
import dev.darkroom.image.Rgb;
import dev.darkroom.model.LoadOptions;
import dev.darkroom.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CLIP as a loaded model, on the tiny models of the reference cases. */
class ClipModelTest {
  private static final Path TRANSFORMERS = Fixtures.folder("clip/full/tiny/model");
  private static final Path OPEN_CLIP = Fixtures.folder("clip/open_clip/tiny");

  @TempDir Path folder;

  @Test
  void aPicturesFeaturesDoNotDependOnItsBatchNeighbours() {
    List<Rgb> pictures = new ArrayList<>();
    for (int i = 0; i < ClipModel.BATCH + 3; i++) {
      pictures.add(gradient(40 + i, 33, i));
    }
    try (ClipModel model = ClipModel.load(TRANSFORMERS, LoadOptions.cpu())) {
      List<float[]> together = model.pictures(pictures);

      assertThat(together).hasSameSizeAs(pictures);
      for (int i : new int[] {0, ClipModel.BATCH, ClipModel.BATCH + 2}) {
        assertThat(model.pictures(List.of(pictures.get(i))).getFirst())
            .containsExactly(together.get(i), within(1e-5f));
      }
    }
  }

  @Test
  void openClipsFolderLoadsAsItIs() {
    try (ClipModel model = ClipModel.load(OPEN_CLIP, LoadOptions.cpu())) {
      assertThat(model.width()).isEqualTo(16);
      assertThat(model.pictures(List.of(gradient(64, 64, 0))).getFirst()).hasSize(16);
    }
  }

  @Test
  void aFolderWithoutTokenizerReadsNoTexts() {
    try (ClipModel model = ClipModel.load(TRANSFORMERS, LoadOptions.cpu())) {
      assertThatThrownBy(() -> model.texts(List.of("a cat")))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("vocab.json");
    }
  }

  @Test
  void theMiddleOfAPictureIsRoundedAsEachToolRoundsIt() {
    Rgb wide = gradient(35, 32, 0); // a margin of 3 pixels: 1.5 on each side

    Rgb down = PictureInput.standard(32).square(wide);
    Rgb even =
        new PictureInput(
                32, List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0), PictureInput.Rounding.HALF_EVEN)
            .square(wide);

    assertThat(down).isEqualTo(wide.cropped(1, 0, 32, 32));
    assertThat(even).isEqualTo(wide.cropped(2, 0, 32, 32));
  }

  @Test
  void aTowerOfAnotherKindIsRefusedByItsKey() throws IOException {
    copy(TRANSFORMERS);
    Path config = folder.resolve("config.json");
    Files.writeString(
        config, Files.readString(config).replace("\"num_channels\": 3", "\"num_channels\": 4"));

    assertThatThrownBy(() -> ClipModel.load(folder, LoadOptions.cpu()))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("num_channels 4 is not supported: use 3");
  }

  private void copy(Path from) throws IOException {
    for (String name : List.of("config.json", "model.safetensors")) {
      Files.copy(from.resolve(name), folder.resolve(name));
    }
  }

  private static Rgb gradient(int width, int height, int shift) {
    int[] pixels = new int[width * height];
    for (int p = 0; p < pixels.length; p++) {
      pixels[p] = (p % width * 5 + shift) % 256 << 16 | p / width * 7 % 256 << 8 | 40;
    }
    return Rgb.ofPixels(width, height, pixels);
  }
}
