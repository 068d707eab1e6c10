package dev.darkroom.storage.object;

import dev.darkroom.job.id.Digest;
import dev.darkroom.storage.Deadline;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.object.FolderLocks.Hold;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Models on this machine's disk, bounded by bytes, shared by every process that is given the same
 * folder. A model is named by its digest: equal files lie here once, whatever names they were
 * published under. Each process reads a model's files whole before it first relies on them, and
 * fetches again what is missing or wrong.
 *
 * <p>Three locks keep processes apart: a model that is <em>used</em> is not evicted, one process
 * <em>fills</em> a model at a time, and room is given in one <em>admission</em> at a time.
 */
public final class LocalModels implements ModelSource, AutoCloseable {
  private final LocalFolder folder;
  private final ModelDownload download;
  private final Duration patience;
  private final Set<Digest> proven = ConcurrentHashMap.newKeySet();

  /**
   * Opens the folder.
   *
   * @param root of its own, or another process's
   * @param capBytes of all models together
   * @param patience with another process that brings the same model, or evicts it
   * @param clock dates every use; processes that share a folder agree on the time
   * @throws StorageException where the folder cannot be written
   */
  public LocalModels(
      ObjectStore store, Path root, long capBytes, Duration patience, InstantSource clock) {
    this.folder = LocalFolder.open(root, capBytes, clock);
    this.download = new ModelDownload(store);
    this.patience = patience;
  }

  @Override
  public LocalModel open(ModelManifest manifest) {
    Deadline deadline = Deadline.after(patience);
    Slot slot = folder.slot(manifest.digest());
    Hold use = folder.awaitUse(slot, deadline);
    try {
      if (!proven.contains(manifest.digest()) || !slot.hasSizesOf(manifest)) {
        try (Hold _ = folder.awaitFilling(slot, deadline)) {
          folder.admit(slot, manifest, deadline);
          fill(slot, manifest);
        }
        proven.add(manifest.digest());
      }
      folder.used(slot);
      return new Opened(manifest, slot, use);
    } catch (IOException e) {
      use.close();
      throw folder.failure(e);
    } catch (RuntimeException | Error e) {
      use.close();
      throw e;
    }
  }

  @Override
  public void close() {
    folder.close();
  }

  private void fill(Slot slot, ModelManifest manifest) throws IOException {
    for (ModelFile file : manifest.files()) {
      Path target = slot.file(file);
      if (!isSound(target, file)) {
        download.fetch(manifest, file, slot.incoming());
        Files.createDirectories(target.getParent());
        Files.move(slot.incoming(), target, StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }

  private static boolean isSound(Path target, ModelFile file) throws IOException {
    return Files.isRegularFile(target)
        && Files.size(target) == file.sizeBytes()
        && ModelFolder.digest(target).equals(file.digest());
  }

  /** Closing it twice counts once. */
  private record Opened(ModelManifest manifest, Slot slot, Hold use) implements LocalModel {
    @Override
    public Path folder() {
      return slot.files();
    }

    @Override
    public void close() {
      use.close();
    }
  }
}
