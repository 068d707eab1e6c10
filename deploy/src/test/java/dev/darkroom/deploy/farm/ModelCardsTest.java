package dev.darkroom.deploy.farm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.storage.object.ModelCard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelCardsTest {
  @TempDir Path temp;

  @Test
  void aDiffusersFoldersConfigurationTellsItsSizes() throws IOException {
    Path folder = diffusers("painter");

    ModelCard card = ModelCards.card(folder);

    assertThat(card.name()).isEqualTo("painter");
    assertThat(card.family()).isEqualTo("ldm");
    // Two halvings in the autoencoder and one in the UNet.
    assertThat(card.limits().sizeFactor()).isEqualTo(8);
    assertThat(card.defaults().width()).isEqualTo(64);
    assertThat(card.samplers()).contains("ddim", "dpmpp_2m_karras");
  }

  @Test
  void aModelMayHaveAnotherNameThanItsFolder() throws IOException {
    assertThat(ModelCards.card(diffusers("v1"), Optional.of("painter")).name())
        .isEqualTo("painter");
  }

  @Test
  void aFoldersOwnCardWins() throws IOException {
    Path folder = diffusers("painter");
    Files.writeString(
        folder.resolve(ModelCards.CARD),
        """
        {"name":"shapes-ldm","family":"ldm","description":"Shapes.","licence":"Apache-2.0",
         "limits":{"sizeFactor":8,"minWidth":64,"maxWidth":64,"minHeight":64,"maxHeight":64,"maxSteps":100},
         "defaults":{"steps":20,"guidanceScale":5.0,"sampler":"ddim","width":64,"height":64},
         "samplers":["ddim"],"config":{}}
        """);

    ModelCard card = ModelCards.card(folder);

    assertThat(card.name()).isEqualTo("shapes-ldm");
    assertThat(card.defaults().steps()).isEqualTo(20);
  }

  @Test
  void aCardWithAFieldThatDoesNotExistIsRefused() throws IOException {
    Path folder = diffusers("painter");
    Files.writeString(folder.resolve(ModelCards.CARD), "{\"nam\":\"shapes-ldm\"}");

    assertThatThrownBy(() -> ModelCards.card(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not a model's card")
        .hasMessageContaining("nam");
  }

  @Test
  void aFolderThatIsNoModelIsRefused() {
    assertThatThrownBy(() -> ModelCards.card(temp))
        .hasMessageContaining("neither darkroom.json nor model_index.json");
    assertThatThrownBy(() -> ModelCards.card(temp.resolve("nowhere")))
        .hasMessageContaining("is not a folder");
  }

  @Test
  void aFolderWhoseNameIsNoModelsNameNeedsOne() throws IOException {
    Path folder = diffusers("My Model");

    assertThatThrownBy(() -> ModelCards.card(folder)).hasMessageContaining("--name");
  }

  private Path diffusers(String name) throws IOException {
    Path folder = temp.resolve(name);
    Files.createDirectories(folder.resolve("unet"));
    Files.createDirectories(folder.resolve("vae"));
    Files.writeString(
        folder.resolve("model_index.json"), "{\"_class_name\":\"StableDiffusionPipeline\"}");
    Files.writeString(
        folder.resolve("unet/config.json"), "{\"sample_size\":16,\"block_out_channels\":[32,64]}");
    Files.writeString(folder.resolve("vae/config.json"), "{\"block_out_channels\":[8,16,32]}");
    return folder;
  }
}
