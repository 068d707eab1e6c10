package dev.darkroom.storage.object;

import dev.darkroom.storage.object.ModelSource.LocalModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/** A process that uses a model, says so, and waits to be killed. */
final class ModelHolder {
  private ModelHolder() {}

  /** Arguments: the folder of local models, a file with the manifest. */
  public static void main(String[] args) throws Exception {
    ModelManifest manifest = StoredModels.MANIFEST.decode(Files.readAllBytes(Path.of(args[1])));
    try (LocalModels models =
            new LocalModels(
                new InMemoryObjectStore(),
                Path.of(args[0]),
                1 << 20,
                Duration.ofSeconds(5),
                InstantSource.system());
        LocalModel _ = models.open(manifest)) {
      System.out.println("held");
      Thread.sleep(Duration.ofMinutes(1));
    }
  }
}
