package dev.darkroom.storage.object;

import dev.darkroom.job.id.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where one model lies in the local folder:
 *
 * <pre>
 * {digest}/size        bytes that the model was given room for; its time is the last use
 * {digest}/files/…     the model's files, laid out as they were published
 * {digest}/incoming    the file that is being fetched
 * </pre>
 */
record Slot(Path folder, Digest digest) {
  private static final int LOCK_DIGITS = 15;

  static Slot in(Path root, Digest digest) {
    return new Slot(root.resolve(digest.hex()), digest);
  }

  /** Held by whoever uses the model; alone, by whoever evicts it. */
  long useLock() {
    return 2 * number();
  }

  /** Held alone by whoever fills it. */
  long fillLock() {
    return 2 * number() + 1;
  }

  Path files() {
    return folder.resolve("files");
  }

  Path file(ModelFile file) {
    return files().resolve(file.path());
  }

  Path incoming() {
    return folder.resolve("incoming");
  }

  boolean isAdmitted() {
    return Files.exists(size());
  }

  /** Takes room for this many bytes. */
  void admit(long bytes) throws IOException {
    Files.createDirectories(files());
    Path fresh = folder.resolve("size.new");
    Files.writeString(fresh, Long.toString(bytes));
    Files.move(fresh, size(), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Bytes that it has room for; 0 where it was left half evicted. */
  long bytes() throws IOException {
    try {
      return Long.parseLong(Files.readString(size()).strip());
    } catch (NoSuchFileException | NumberFormatException _) {
      return 0;
    }
  }

  Instant lastUse() throws IOException {
    try {
      return Files.getLastModifiedTime(size()).toInstant();
    } catch (NoSuchFileException _) {
      return Instant.EPOCH;
    }
  }

  void touch(Instant now) throws IOException {
    Files.setLastModifiedTime(size(), FileTime.from(now));
  }

  boolean hasSizesOf(ModelManifest manifest) throws IOException {
    for (ModelFile file : manifest.files()) {
      if (!Files.isRegularFile(file(file)) || Files.size(file(file)) != file.sizeBytes()) {
        return false;
      }
    }
    return isAdmitted();
  }

  /** Removes it; its size goes last, so that what is left after a crash still counts. */
  void evict() throws IOException {
    try (Stream<Path> tree = Files.walk(folder)) {
      List<Path> leavesFirst =
          tree.filter(path -> !path.equals(folder) && !path.equals(size()))
              .sorted(Comparator.reverseOrder())
              .toList();
      for (Path path : leavesFirst) {
        Files.deleteIfExists(path);
      }
    }
    Files.deleteIfExists(size());
    Files.deleteIfExists(folder);
  }

  private Path size() {
    return folder.resolve("size");
  }

  private long number() {
    return Long.parseLong(digest.hex().substring(0, LOCK_DIGITS), 16);
  }
}
