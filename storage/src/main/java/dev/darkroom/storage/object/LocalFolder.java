package dev.darkroom.storage.object;

import dev.darkroom.job.id.Digest;
import dev.darkroom.storage.Deadline;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.StorageException.Code;
import dev.darkroom.storage.object.FolderLocks.Hold;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder of local models: who may use, fill and evict what, and what gives way. */
final class LocalFolder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalFolder.class);
  private static final Pattern SLOT = Pattern.compile("[0-9a-f]{64}");

  /** Behind the locks of all slots. */
  private static final long ADMISSION = Long.MAX_VALUE - 1;

  private final Path root;
  private final long capBytes;
  private final InstantSource clock;
  private final FolderLocks locks;

  private LocalFolder(Path root, long capBytes, InstantSource clock, FolderLocks locks) {
    this.root = root;
    this.capBytes = capBytes;
    this.clock = clock;
    this.locks = locks;
  }

  static LocalFolder open(Path root, long capBytes, InstantSource clock) {
    try {
      return new LocalFolder(root, capBytes, clock, FolderLocks.open(root));
    } catch (IOException e) {
      throw failure(root, e);
    }
  }

  Slot slot(Digest digest) {
    return Slot.in(root, digest);
  }

  Hold awaitUse(Slot slot, Deadline deadline) {
    return FolderLocks.await(
        () -> locks.tryShared(slot.useLock()),
        deadline,
        "another process takes too long to evict " + slot.digest());
  }

  Hold awaitFilling(Slot slot, Deadline deadline) {
    return FolderLocks.await(
        () -> locks.tryExclusive(slot.fillLock()),
        deadline,
        "another process takes too long to fetch " + slot.digest());
  }

  /**
   * Gives a model its room, once.
   *
   * @throws StorageException FULL where too much is in use
   */
  void admit(Slot slot, ModelManifest manifest, Deadline deadline) throws IOException {
    try (Hold _ =
        FolderLocks.await(
            () -> locks.tryExclusive(ADMISSION),
            deadline,
            "another process takes too long to make room in " + root)) {
      if (!slot.isAdmitted()) {
        long left = makeRoom(manifest.sizeBytes());
        if (left < manifest.sizeBytes()) {
          throw new StorageException(
              Code.FULL,
              "model '%s' takes %d bytes and %s has %d of %d left: give it more"
                  .formatted(manifest.ref(), manifest.sizeBytes(), root, left, capBytes));
        }
        slot.admit(manifest.sizeBytes());
      }
    }
  }

  void used(Slot slot) throws IOException {
    slot.touch(clock.instant());
  }

  /** What the disk did wrong. */
  StorageException failure(IOException e) {
    return failure(root, e);
  }

  @Override
  public void close() {
    locks.close();
  }

  private record Resident(Slot slot, long bytes, Instant lastUse) {}

  /**
   * Evicts what was used longest ago and is not used now, until this many bytes are free.
   *
   * @return bytes that are free, at best
   */
  private long makeRoom(long bytes) throws IOException {
    List<Resident> residents = residents();
    long left = capBytes - residents.stream().mapToLong(Resident::bytes).sum();
    for (Resident resident : residents) {
      if (left >= bytes || bytes > capBytes) {
        break;
      }
      Optional<Hold> alone = locks.tryExclusive(resident.slot().useLock());
      if (alone.isPresent()) {
        try (Hold _ = alone.get()) {
          resident.slot().evict();
        }
        left += resident.bytes();
        LOG.info("evicted model {} of {} bytes", resident.slot().digest(), resident.bytes());
      }
    }
    return left;
  }

  /** What lies here, longest unused first. */
  private List<Resident> residents() throws IOException {
    List<Path> folders;
    try (Stream<Path> all = Files.list(root)) {
      folders = all.filter(p -> SLOT.matcher(p.getFileName().toString()).matches()).toList();
    }
    List<Resident> residents = new ArrayList<>();
    for (Path folder : folders) {
      Slot slot = slot(new Digest("sha256:" + folder.getFileName()));
      residents.add(new Resident(slot, slot.bytes(), slot.lastUse()));
    }
    residents.sort(Comparator.comparing(Resident::lastUse));
    return residents;
  }

  private static StorageException failure(Path root, IOException e) {
    String text = String.valueOf(e.getMessage());
    return text.contains("No space left") || text.contains("quota exceeded")
        ? new StorageException(
            Code.FULL, "the disk of " + root + " is full: free some space or give it more", e)
        : new StorageException(
            Code.UNAVAILABLE,
            "cannot keep models in " + root + " (" + e + "): check the folder",
            e);
  }
}
