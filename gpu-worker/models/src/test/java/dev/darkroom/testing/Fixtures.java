package dev.darkroom.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The reference cases under {@code src/test/resources/parity}. */
public final class Fixtures {
  private Fixtures() {}

  /** The folder of one case, such as {@code rng/torch-cpu}. */
  public static Path folder(String name) {
    return Path.of("src/test/resources/parity").resolve(name);
  }

  /** All cases, of which ours are a part: {@code shared/fixtures} in a folder above, if any. */
  public static Optional<Path> shared() {
    return Stream.iterate(Path.of("").toAbsolutePath(), Objects::nonNull, Path::getParent)
        .map(folder -> folder.resolve("shared/fixtures"))
        .filter(Files::isDirectory)
        .findFirst();
  }

  public static JsonNode json(Path file) {
    try {
      return new ObjectMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
