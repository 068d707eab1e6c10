package dev.darkroom.dataset;

import dev.darkroom.dataset.DatasetException.Code;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A zip file, read in place and never unpacked. What its directory says of sizes is only believed
 * until an entry turns out longer, so a bomb stops at the limit of what is asked for.
 */
final class ZipFiles implements DatasetFiles {
  private final ZipFile zip;
  private final SortedMap<String, ZipEntry> entries;

  private ZipFiles(ZipFile zip, SortedMap<String, ZipEntry> entries) {
    this.zip = zip;
    this.entries = entries;
  }

  static ZipFiles open(Path path, DatasetLimits limits) {
    ZipFile zip;
    try {
      zip = new ZipFile(path.toFile());
    } catch (IOException e) {
      throw new DatasetException(
          Code.UNREADABLE,
          "'" + path.getFileName() + "' is no zip file that can be read: " + e.getMessage(),
          e);
    }
    try {
      return new ZipFiles(zip, entries(zip, limits));
    } catch (RuntimeException e) {
      closeQuietly(zip, e);
      throw e;
    }
  }

  private static SortedMap<String, ZipEntry> entries(ZipFile zip, DatasetLimits limits) {
    if (zip.size() > limits.maxFiles()) {
      throw DatasetFiles.tooMany(limits);
    }
    SortedMap<String, ZipEntry> entries = new TreeMap<>();
    long bytes = 0;
    for (ZipEntry entry : Collections.list(zip.entries())) {
      String name = entry.getName();
      requireInside(name);
      if (entry.isDirectory() || DatasetFiles.isLeftover(name)) {
        continue;
      }
      if (entries.put(name, entry) != null) {
        throw new DatasetException(
            Code.UNREADABLE, "the zip file holds '" + name + "' twice: once is right");
      }
      bytes += Math.max(0, entry.getSize());
      if (bytes > limits.maxBytes()) {
        throw DatasetFiles.tooLarge(limits);
      }
    }
    return entries;
  }

  private static void requireInside(String name) {
    boolean safe =
        !name.startsWith("/")
            && !name.contains("\\")
            && !name.contains(":")
            && name.chars().noneMatch(c -> c < ' ')
            && Arrays.stream(name.split("/", -1)).noneMatch(part -> part.equals(".."));
    if (!safe) {
      throw new DatasetException(
          Code.PATH_UNSAFE,
          "the zip file holds a name that leads out of it, '%s': use plain relative names"
              .formatted(name.replaceAll("\\p{Cntrl}", "?")));
    }
  }

  @Override
  public SortedSet<String> names() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(entries.keySet()));
  }

  @Override
  public byte[] read(String name, long maxBytes) {
    ZipEntry entry = entries.get(name);
    if (entry == null) {
      throw new IllegalArgumentException("'" + name + "' is none of the dataset's files");
    }
    try (InputStream in = zip.getInputStream(entry)) {
      return DatasetFiles.readAtMost(maxBytes, name, in);
    } catch (IOException e) {
      throw new DatasetException(
          Code.UNREADABLE, "'" + name + "' cannot be unpacked: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      zip.close();
    } catch (IOException e) {
      throw new DatasetException(
          Code.UNREADABLE, "the zip file cannot be closed: " + e.getMessage(), e);
    }
  }

  private static void closeQuietly(ZipFile zip, RuntimeException cause) {
    try {
      zip.close();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }
}
