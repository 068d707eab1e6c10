package dev.darkroom.ldm;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.testing.Fixtures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A copy of the fixtures' small Stable Diffusion, to be spoilt. */
final class ModelFolder {
  static final Path ORIGINAL = Fixtures.folder("ldm/pipeline/sd_tiny/sd");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;

  private ModelFolder(Path folder) {
    this.folder = folder;
  }

  static ModelFolder copyTo(Path folder) {
    try (Stream<Path> files = Files.walk(ORIGINAL)) {
      List<Path> all = files.filter(Files::isRegularFile).toList();
      for (Path file : all) {
        Path copy = folder.resolve(ORIGINAL.relativize(file));
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
      return new ModelFolder(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ModelFolder in(Path folder) {
    return new ModelFolder(folder);
  }

  ModelFolder edit(String file, Consumer<ObjectNode> change) {
    try {
      Path path = folder.resolve(file);
      ObjectNode json = (ObjectNode) JSON.readTree(path.toFile());
      change.accept(json);
      JSON.writeValue(path.toFile(), json);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ModelFolder delete(String file) {
    try {
      Files.delete(folder.resolve(file));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path path() {
    return folder;
  }
}
