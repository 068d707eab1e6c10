package dev.darkroom.storage.object;

import dev.darkroom.storage.Deadline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Locks that hold between threads and between processes that share a folder: ranges of one byte in
 * one file. The operating system lets go of a process's locks when it dies.
 *
 * <p>A process's file locks are not its threads': the system neither counts them nor tells two
 * holders in one process apart, and closing any channel to a file drops them all. So there is one
 * channel a folder in a process, and counts beside it.
 */
final class FolderLocks implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(25);
  private static final Map<Path, FolderLocks> OPEN = new HashMap<>();

  private final Path folder;
  private final FileChannel channel;
  private final Map<Long, Held> held = new HashMap<>();
  private int users;

  /** A lock, held until it is closed. */
  interface Hold extends AutoCloseable {
    @Override
    void close();
  }

  private static final class Held {
    private final FileLock lock;
    private int holders = 1;

    Held(FileLock lock) {
      this.lock = lock;
    }
  }

  private FolderLocks(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /** The locks of this folder, which is made where it is missing. */
  static FolderLocks open(Path folder) throws IOException {
    Path real = Files.createDirectories(folder).toRealPath();
    synchronized (OPEN) {
      @Nullable FolderLocks locks = OPEN.get(real);
      if (locks == null) {
        locks =
            new FolderLocks(
                real,
                FileChannel.open(
                    real.resolve("locks"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.READ));
        OPEN.put(real, locks);
      }
      locks.users++;
      return locks;
    }
  }

  /** Beside other shared holders, unless there is an exclusive one. */
  Optional<Hold> tryShared(long at) {
    return take(at, true);
  }

  /** Alone, or not at all. */
  Optional<Hold> tryExclusive(long at) {
    return take(at, false);
  }

  /**
   * Waits for a lock.
   *
   * @throws dev.darkroom.storage.StorageException UNAVAILABLE with this message at the deadline
   */
  static Hold await(Supplier<Optional<Hold>> attempt, Deadline deadline, String message) {
    Optional<Hold> hold = attempt.get();
    while (hold.isEmpty()) {
      deadline.check(() -> message);
      Deadline.pause(POLL);
      hold = attempt.get();
    }
    return hold.get();
  }

  /** Closes the file when the last user of this folder in this process has closed. */
  @Override
  public void close() {
    synchronized (OPEN) {
      users--;
      if (users == 0) {
        OPEN.remove(folder);
        try {
          channel.close();
        } catch (IOException e) {
          throw new UncheckedIOException("cannot close the locks of " + folder, e);
        }
      }
    }
  }

  private synchronized Optional<Hold> take(long at, boolean shared) {
    @Nullable Held present = held.get(at);
    if (present != null) {
      if (!shared || !present.lock.isShared()) {
        return Optional.empty();
      }
      present.holders++;
      return Optional.of(once(at));
    }
    try {
      @Nullable FileLock lock = channel.tryLock(at, 1, shared);
      if (lock == null) {
        return Optional.empty();
      }
      held.put(at, new Held(lock));
      return Optional.of(once(at));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot lock " + folder, e);
    }
  }

  /** Closing it twice counts once. */
  private Hold once(long at) {
    return new Hold() {
      private boolean open = true;

      @Override
      public synchronized void close() {
        if (open) {
          open = false;
          release(at);
        }
      }
    };
  }

  private synchronized void release(long at) {
    @Nullable Held present = held.get(at);
    if (present == null) {
      throw new IllegalStateException("lock " + at + " of " + folder + " is not held");
    }
    present.holders--;
    if (present.holders == 0) {
      held.remove(at);
      try {
        present.lock.release();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot unlock " + folder, e);
      }
    }
  }
}
