package dev.darkroom.ldm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.failure.ModelException;
import dev.darkroom.image.Rgb;
import dev.darkroom.inversion.LdmInverter;
import dev.darkroom.model.GenerationRequest;
import dev.darkroom.model.GenerationRun;
import dev.darkroom.model.LoadOptions;
import dev.darkroom.model.Prompt;
import dev.darkroom.model.SamplingSettings;
import dev.darkroom.model.Seed;
import dev.darkroom.model.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The layout of the first latent diffusion model, with which Textual Inversion was published. */
class FirstModelTest {
  @TempDir static Path folder;
  private static LdmModel model;

  @BeforeAll
  static void load() throws IOException {
    model = new LdmLoader(LdmInverter::new).load(FirstModel.write(folder), LoadOptions.cpu());
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void itDrawsAndLooksAtThePrompt() {
    List<Rgb> cat = drawn("a photo of a cat");
    assertThat(cat.getFirst().width()).isEqualTo(32);
    assertThat(drawn("a photo of a cat")).isEqualTo(cat);
    assertThat(drawn("a blurry thing")).isNotEqualTo(cat);
  }

  @Test
  void paddingIsReadLikeAnyOtherToken() {
    float[] states = model.conditioner().encode("a cat", 0);
    assertThat(states).hasSize(77 * 32);
    float[] longer = model.conditioner().encode("a cat , the thing", 0);
    assertThat(longer[0]).isNotEqualTo(states[0]); // no mask: the first token sees the last
  }

  @Test
  void itsLayersAreNotSkipped() {
    assertThatThrownBy(() -> model.conditioner().encode("a cat", 1))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("skips no layer, use 0");
  }

  @Test
  void otherAutoencodersAreRefusedByName(@TempDir Path other) throws IOException {
    FirstModel.write(other);
    ModelFolder.in(other)
        .edit("model_index.json", index -> index.putArray("vqvae").add("diffusers").add("VQModel"));
    assertThatThrownBy(() -> new LdmLoader().load(other, LoadOptions.cpu()))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("vqvae")
        .hasMessageContaining("AutoencoderKL");
  }

  @Test
  void aMissingVocabularySaysWhoseIsWanted(@TempDir Path other) throws IOException {
    FirstModel.write(other);
    Files.delete(other.resolve("tokenizer/vocab.txt"));
    assertThatThrownBy(() -> new LdmLoader().load(other, LoadOptions.cpu()))
        .hasMessageContaining("bert-base-uncased's vocab.txt");
  }

  private static List<Rgb> drawn(String prompt) {
    var request =
        new GenerationRequest(
            Prompt.of(prompt, "blurry"),
            List.of(Seed.of(3)),
            SamplingSettings.of("ddim", 2, 3),
            new Size(32, 32));
    try (GenerationRun run = model.generator().orElseThrow().start(request)) {
      while (run.step()) {
        assertThat(run.done()).isPositive();
      }
      return run.result();
    }
  }
}
