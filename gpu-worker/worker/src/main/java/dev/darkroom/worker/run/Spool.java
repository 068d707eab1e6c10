package dev.darkroom.worker.run;

import dev.darkroom.job.id.RunRef;
import dev.darkroom.storage.object.ObjectKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Where a run's files wait until the object store has them: a folder of one worker process, with a
 * cap. For the run thread alone.
 */
public final class Spool {
  private final Path folder;
  private final long capBytes;
  private final Map<RunRef, Long> used = new HashMap<>();

  /**
   * @param folder this worker's own; whatever an earlier process left in it is removed
   * @param capBytes of all waiting files together
   */
  public Spool(Path folder, long capBytes) {
    this.folder = folder;
    this.capBytes = capBytes;
    removeTree(folder);
  }

  /** Bytes that wait now. */
  public long usedBytes() {
    return used.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * Keeps a file.
   *
   * @throws RunFailure CAPACITY {@code spool_full} over the cap, {@code disk_full} if the disk is
   */
  Path write(RunRef run, String name, byte[] bytes) {
    if (usedBytes() + bytes.length > capBytes) {
      throw RunFailure.capacity(
          "spool_full",
          "%s of %d bytes does not fit the spool: %d of its %d bytes are taken; give it more"
              .formatted(name, bytes.length, usedBytes(), capBytes),
          null);
    }
    Path file = of(run).resolve(ObjectKeys.path(name));
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("the spool cannot keep " + name, e);
    }
    used.merge(run, (long) bytes.length, Long::sum);
    return file;
  }

  /** The store has it. */
  void remove(RunRef run, Path file, long bytes) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("the spool cannot let go of " + file.getFileName(), e);
    }
    used.merge(run, -bytes, Long::sum);
  }

  /** The run is over, however: nothing of it waits any more. */
  void clear(RunRef run) {
    removeTree(of(run));
    used.remove(run);
  }

  private Path of(RunRef run) {
    return folder.resolve(run.job() + "." + run.epoch());
  }

  private static void removeTree(Path root) {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(root)) {
      List<Path> leavesFirst = tree.sorted(Comparator.reverseOrder()).toList();
      for (Path path : leavesFirst) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the spool cannot be cleared", e);
    }
  }
}
