package dev.darkroom.storage.object;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.storage.Golden;
import dev.darkroom.storage.Samples;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StoredModelsTest extends ModelRepositoryContract {
  @Override
  protected ObjectStore open() {
    return new InMemoryObjectStore();
  }

  @Test
  void theBytesOfAManifestAreThoseOfItsGoldenFile() {
    List<ModelFile> files =
        List.of(
            new ModelFile("model_index.json", Samples.digest("{}"), 2),
            new ModelFile("unet/weights.bin", Samples.digest("weights"), 7));
    ModelManifest manifest =
        new ModelManifest(
            Models.card("noise"), 3, files, ModelManifest.digestOf(files), Samples.AT);
    Golden.holds("models", StoredModels.MANIFEST, manifest, Golden.name(manifest));
  }

  @Test
  void theBytesOfAManifestThatCountsNumbersAreThoseOfItsGoldenFile() {
    List<ModelFile> files =
        List.of(
            new ModelFile("config.json", Samples.digest("{}"), 2),
            new ModelFile("w.safetensors", Samples.digest("w"), 1_000, Optional.of(450L)));
    ModelManifest manifest =
        new ModelManifest(
            Models.card("noise"), 4, files, ModelManifest.digestOf(files), Samples.AT);
    Golden.holds("models", StoredModels.MANIFEST, manifest, "model-manifest-of-counted-weights");
    assertThat(manifest.memoryBytes()).isEqualTo(2 + 4 * 450);
  }
}
