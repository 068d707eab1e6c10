package dev.darkroom.parity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A model's folder with one of its parts changed for another, as links that end with it. */
record FolderView(Path path) implements AutoCloseable {

  /** {@code folder}, but for {@code part}, which is {@code instead}. */
  static FolderView of(Path folder, String part, Path instead) {
    try (Stream<Path> entries = Files.list(folder)) {
      Path view = Files.createTempDirectory("parity");
      for (Path entry : entries.toList()) {
        String name = entry.getFileName().toString();
        Path target = name.equals(part) ? instead : entry;
        Files.createSymbolicLink(view.resolve(name), target.toAbsolutePath());
      }
      return new FolderView(view);
    } catch (IOException e) {
      throw new UncheckedIOException("no view of " + folder, e);
    }
  }

  @Override
  public void close() {
    try (Stream<Path> links = Files.list(path)) {
      List<Path> all = links.toList();
      for (Path link : all) {
        Files.delete(link);
      }
      Files.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException(path + " stays behind", e);
    }
  }
}
