package dev.darkroom.worker.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder for one run's files on their way; gone with the run. */
record ScratchFolder(Path path) implements AutoCloseable {

  static ScratchFolder in(Path parent) {
    try {
      return new ScratchFolder(Files.createTempDirectory(Files.createDirectories(parent), "run"));
    } catch (IOException e) {
      throw new UncheckedIOException("there is no place for the run's files", e);
    }
  }

  @Override
  public void close() {
    try (Stream<Path> tree = Files.walk(path)) {
      List<Path> leavesFirst = tree.sorted(Comparator.reverseOrder()).toList();
      for (Path file : leavesFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the run's files cannot be removed", e);
    }
  }
}
