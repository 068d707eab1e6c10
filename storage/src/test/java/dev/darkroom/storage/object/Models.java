package dev.darkroom.storage.object;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Small models, made of noise, for tests. */
public final class Models {
  private Models() {}

  public static ModelCard card(String name) {
    return new ModelCard(
        name,
        "ldm",
        "noise",
        "CC0-1.0",
        new ModelCard.Limits(8, 8, 128, 8, 128, 1_000),
        new ModelCard.Defaults(20, 5.0, "ddim", 64, 64),
        List.of("ddim", "euler"),
        Map.of("prediction", "v"));
  }

  /** A folder with two files of this many bytes together; equal seeds give equal files. */
  public static Path folder(Path parent, int bytes, long seed) {
    try {
      Path folder = Files.createTempDirectory(parent, "model");
      byte[] weights = new byte[bytes - 2];
      new Random(seed).nextBytes(weights);
      Files.write(Files.createDirectories(folder.resolve("unet")).resolve("weights.bin"), weights);
      Files.writeString(folder.resolve("model_index.json"), "{}");
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
