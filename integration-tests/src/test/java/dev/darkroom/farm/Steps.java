package dev.darkroom.farm;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * How a test and the processes of its farm agree on where one of them is to stand still: the test
 * names a step, and the first process that comes there waits until it is killed or let go.
 */
record Steps(Path folder) {
  private static final long LOOK_MILLIS = 10;

  Steps {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Says where the next process that comes there is to stand still. */
  void stopAt(String step) throws IOException {
    Path draft = Files.writeString(folder.resolve("draft"), step);
    Files.move(draft, named(), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Returns when a process stands there. */
  void awaitStop() {
    await().atMost(Farmyard.PATIENCE).until(() -> Files.exists(reached()));
  }

  /** Lets a process that stands still go on, if it lives. */
  void letGo() throws IOException {
    Files.delete(reached());
  }

  /** This process has come to a step. */
  void come(String step) {
    try {
      if (Files.exists(named()) && Files.readString(named()).equals(step)) {
        Files.move(named(), reached(), StandardCopyOption.ATOMIC_MOVE);
        while (Files.exists(reached())) {
          Thread.sleep(LOOK_MILLIS);
        }
      }
    } catch (NoSuchFileException _) {
      // Another process has come there at the same time.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private Path named() {
    return folder.resolve("named");
  }

  private Path reached() {
    return folder.resolve("reached");
  }
}
