package dev.darkroom.deploy.cli.model;

import dev.darkroom.deploy.farm.Folders;
import dev.darkroom.deploy.farm.LoraCards;
import dev.darkroom.ldm.single.Kind;
import dev.darkroom.ldm.single.SingleFile;
import dev.darkroom.ldm.single.Unpacking;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A model's folder: as it is given, or unpacked from a single file for as long as this is open. */
final class ModelFolder implements AutoCloseable {
  private final Path path;
  private final Optional<Path> temporary;

  private ModelFolder(Path path, Optional<Path> temporary) {
    this.path = path;
    this.temporary = temporary;
  }

  static ModelFolder given(Path folder) {
    return new ModelFolder(folder, Optional.empty());
  }

  /** Unpacks a file below Java's folder for temporary files; the folder's name is the file's. */
  static ModelFolder unpacked(Path file, SingleFile single, Path tokenizer, Kind.Predicts predicts)
      throws IOException {
    Kind kind = single.kind();
    Path temporary = Files.createTempDirectory("darkroom-model-");
    String name = String.valueOf(file.getFileName());
    Path folder = temporary.resolve(name.substring(0, Math.max(1, name.lastIndexOf('.'))));
    try {
      Unpacking.unpack(single, kind.configs(predicts), tokenizer, folder);
      return new ModelFolder(folder, Optional.of(temporary));
    } catch (RuntimeException e) {
      Folders.delete(temporary);
      throw e;
    }
  }

  /** Copies a LoRA into a folder of its own. */
  static ModelFolder ofLora(Path file) throws IOException {
    Path temporary = Files.createTempDirectory("darkroom-lora-");
    try {
      LoraCards.copy(file, temporary);
      return new ModelFolder(temporary, Optional.of(temporary));
    } catch (IOException | RuntimeException e) {
      Folders.delete(temporary);
      throw e;
    }
  }

  Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    if (temporary.isPresent()) {
      Folders.delete(temporary.get());
    }
  }
}
