package dev.darkroom.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** The reference cases under {@code src/test/resources/parity}. */
public final class Fixtures {
  private Fixtures() {}

  /** The folder of one case, such as {@code rng/torch-cpu}. */
  public static Path folder(String name) {
    return Path.of("src/test/resources/parity").resolve(name);
  }

  public static JsonNode json(Path file) {
    try {
      return new ObjectMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
