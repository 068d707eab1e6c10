package dev.darkroom.deploy.farm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.lora.LoraReader;
import dev.darkroom.storage.object.ModelCard;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LoraCardsTest {
  @TempDir Path temp;

  @Test
  void aLorasCardTellsWhichModelsItFitsAndHowLargeItIs() {
    ModelCard card = LoraCards.card(lora("Ink.safetensors", 768), Optional.empty());

    assertThat(card.name()).isEqualTo("ink");
    assertThat(card.family()).isEqualTo(ModelCard.LORA);
    assertThat(card.config())
        .containsEntry("base", "Stable Diffusion 1")
        .containsEntry("unet_modules", "1")
        .containsEntry("rank", "2");
    assertThat(LoraCards.card(lora("a.safetensors", 128), Optional.of("b")).config())
        .containsEntry("base", "models whose text has width 128");
  }

  @Test
  void aFileIsALoraByItsTensorsAndAFolderByTheNamesThatToolsGive() throws IOException {
    Path file = lora("pytorch_lora_weights.safetensors", 768);
    Path model = temp.resolve("model.safetensors");
    SafetensorsWriter.write(model, Map.of("w", HostTensor.ofFloats(new float[1], 1)), Map.of());
    Path text = Files.writeString(temp.resolve("a.txt"), "no weights");

    assertThat(LoraCards.file(file)).contains(file);
    assertThat(LoraCards.file(temp)).contains(file);
    assertThat(LoraCards.file(model)).isEmpty();
    assertThat(LoraCards.file(text)).isEmpty();
    Files.writeString(temp.resolve("model_index.json"), "{}");
    assertThat(LoraCards.file(temp)).isEmpty();
  }

  @Test
  void whatIsPublishedIsTheFileAlone() throws IOException {
    Path to = Files.createDirectory(temp.resolve("to"));

    LoraCards.copy(lora("Ink of mine.safetensors", 768), to);

    assertThat(LoraReader.read(to.resolve("lora.safetensors")).size()).isEqualTo(1);
    assertThat(to.toFile().list()).hasSize(1);
  }

  @Test
  void aFileThatIsNoLoraAndANameThatIsNoneAreRefused() throws IOException {
    Path broken = Files.writeString(temp.resolve("x.safetensors"), "xxxxxxxxxxxx");

    assertThatThrownBy(() -> LoraCards.card(broken, Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("x.safetensors is no LoRA that is read here");
    assertThatThrownBy(() -> LoraCards.card(lora("my ink.safetensors", 768), Optional.empty()))
        .hasMessageContaining("'my ink' is no LoRA's name: give one with --name");
  }

  private Path lora(String name, int textWidth) {
    Path file = temp.resolve(name);
    String module = "unet.mid_block.attentions.0.transformer_blocks.0.attn2.to_k";
    SafetensorsWriter.write(
        file,
        Map.of(
            module + ".lora_A.weight",
            HostTensor.ofFloats(new float[2 * textWidth], 2, textWidth),
            module + ".lora_B.weight",
            HostTensor.ofFloats(new float[8], 4, 2)),
        Map.of());
    return file;
  }
}
