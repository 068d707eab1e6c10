package dev.darkroom.storage.object;

import dev.darkroom.storage.Golden;
import dev.darkroom.storage.Samples;
import java.util.List;
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
}
