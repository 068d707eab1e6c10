package dev.darkroom.weights;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The case {@code weights/torch_files/set}: the copy in this project, and the shared folder's where
 * a checkout has one.
 */
final class TorchFixtures {
  private static final String CASE = "weights/torch_files/set";

  private TorchFixtures() {}

  static Stream<Path> folders() {
    return Stream.concat(Stream.of(copy()), shared());
  }

  /** The copy that the project keeps. */
  static Path copy() {
    try {
      return Path.of(TorchFixtures.class.getResource("/parity/" + CASE + "/case.json").toURI())
          .getParent();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The files that {@code case.json} lists under {@code kind}, "valid" or "hostile". */
  static Stream<JsonNode> listed(Path folder, String kind) {
    try {
      JsonNode description = new ObjectMapper().readTree(folder.resolve("case.json").toFile());
      return StreamSupport.stream(description.get(kind).spliterator(), false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Path> shared() {
    return Stream.iterate(Path.of("").toAbsolutePath(), folder -> folder != null, Path::getParent)
        .map(folder -> folder.resolve("shared/fixtures").resolve(CASE))
        .filter(Files::isDirectory)
        .limit(1);
  }
}
