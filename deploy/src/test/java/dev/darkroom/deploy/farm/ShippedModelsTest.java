package dev.darkroom.deploy.farm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.storage.object.InMemoryObjectStore;
import dev.darkroom.storage.object.ModelManifest;
import dev.darkroom.storage.object.ModelRepository;
import dev.darkroom.storage.object.StoredModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ShippedModelsTest {
  @TempDir Path models;

  @Test
  void whatIsShippedIsPublishedOnce() throws IOException {
    Path folder = models.resolve("shapes");
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve(ModelCards.CARD),
        """
        {"name":"shapes","family":"ldm","description":"","licence":"Apache-2.0",
         "limits":{"sizeFactor":8,"minWidth":64,"maxWidth":64,"minHeight":64,"maxHeight":64,"maxSteps":9},
         "defaults":{"steps":5,"guidanceScale":5.0,"sampler":"ddim","width":64,"height":64},
         "samplers":["ddim"],"config":{}}
        """);
    Files.writeString(models.resolve("README.md"), "not a model");
    ModelRepository repository = new StoredModels(new InMemoryObjectStore(), () -> Instant.EPOCH);
    List<Path> shipped = ShippedModels.below(models);

    ShippedModels.publish(repository, shipped);
    ShippedModels.publish(repository, shipped);

    assertThat(repository.list()).extracting(ModelManifest::version).containsExactly(1);
  }

  @Test
  void aBuildWithoutModelsShipsNone() {
    assertThat(ShippedModels.below(models.resolve("nowhere"))).isEmpty();
  }
}
