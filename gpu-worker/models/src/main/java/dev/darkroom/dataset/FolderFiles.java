package dev.darkroom.dataset;

import dev.darkroom.dataset.DatasetException.Code;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A folder. Links are not followed: they could lead anywhere. */
final class FolderFiles implements DatasetFiles {
  private static final int MAX_DEPTH = 16;

  private final Path folder;
  private final SortedSet<String> names;

  private FolderFiles(Path folder, SortedSet<String> names) {
    this.folder = folder;
    this.names = names;
  }

  static FolderFiles open(Path folder, DatasetLimits limits) {
    SortedSet<String> names = new TreeSet<>();
    long bytes = 0;
    try (Stream<Path> all = Files.walk(folder, MAX_DEPTH)) {
      for (Path file : (Iterable<Path>) all::iterator) {
        String name = folder.relativize(file).toString().replace(File.separatorChar, '/');
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
            || DatasetFiles.isLeftover(name)) {
          continue;
        }
        names.add(name);
        bytes += Files.size(file);
        if (names.size() > limits.maxFiles()) {
          throw DatasetFiles.tooMany(limits);
        }
        if (bytes > limits.maxBytes()) {
          throw DatasetFiles.tooLarge(limits);
        }
      }
    } catch (IOException | UncheckedIOException e) {
      throw new DatasetException(
          Code.UNREADABLE, "the folder cannot be read: " + e.getMessage(), e);
    }
    return new FolderFiles(folder, Collections.unmodifiableSortedSet(names));
  }

  @Override
  public SortedSet<String> names() {
    return names;
  }

  @Override
  public byte[] read(String name, long maxBytes) {
    try (InputStream in = Files.newInputStream(folder.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
      return DatasetFiles.readAtMost(maxBytes, name, in);
    } catch (IOException e) {
      throw new DatasetException(
          Code.UNREADABLE, "'" + name + "' cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    // Nothing stays open.
  }
}
