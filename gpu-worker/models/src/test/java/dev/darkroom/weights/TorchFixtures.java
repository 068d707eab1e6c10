package dev.darkroom.weights;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.testing.Fixtures;
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
    return Fixtures.folder(CASE);
  }

  /** The files that {@code case.json} lists under {@code kind}, "valid" or "hostile". */
  static Stream<JsonNode> listed(Path folder, String kind) {
    JsonNode description = Fixtures.json(folder.resolve("case.json"));
    return StreamSupport.stream(description.get(kind).spliterator(), false);
  }

  private static Stream<Path> shared() {
    return Fixtures.shared().map(all -> all.resolve(CASE)).filter(Files::isDirectory).stream();
  }
}
