package dev.darkroom.deploy.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A note on disk about a child process, so that the next farm can stop the child of one that was
 * killed. The note carries when the process began and what it runs: a process id alone may belong
 * to anybody by then.
 */
public final class Leftover {
  private static final Logger LOG = LoggerFactory.getLogger(Leftover.class);
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final Path file;

  /** Keeps the note in this file, three lines: id, start, command. */
  public Leftover(Path file) {
    this.file = file;
  }

  /** Notes a child that was just started. */
  public void remember(ProcessHandle child) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Path fresh = Files.createTempFile(file.toAbsolutePath().getParent(), "child", ".tmp");
      Files.writeString(fresh, String.join("\n", describe(child)) + "\n");
      var _ = Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new EmbeddedException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  /** Forgets a child that has ended. */
  public void forget() {
    try {
      var _ = Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn("cannot remove {}: {}", file, e.getMessage());
    }
  }

  /**
   * Stops the noted process where it still runs and is the very one that was noted.
   *
   * @return whether there was one to stop
   */
  public boolean stop() {
    Optional<ProcessHandle> running = find();
    running.ifPresent(process -> {
      LOG.info("stopping process {}, left over by an earlier farm", process.pid());
      stop(process);
    });
    forget();
    return running.isPresent();
  }

  /** Asks a process to end, waits, and then ends it. */
  static void stop(ProcessHandle process) {
    var _ = process.destroy();
    if (!ended(process)) {
      var _ = process.destroyForcibly();
      if (!ended(process)) {
        throw new EmbeddedException("process " + process.pid() + " cannot be stopped: stop it");
      }
    }
  }

  private Optional<ProcessHandle> find() {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      List<String> noted = Files.readAllLines(file);
      return noted.isEmpty()
          ? Optional.empty()
          : ProcessHandle.of(Long.parseLong(noted.getFirst()))
              .filter(ProcessHandle::isAlive)
              .filter(process -> describe(process).equals(noted));
    } catch (IOException | NumberFormatException e) {
      LOG.warn("{} cannot be read, so nothing is stopped: {}", file, e.getMessage());
      return Optional.empty();
    }
  }

  private static List<String> describe(ProcessHandle process) {
    return List.of(
        Long.toString(process.pid()),
        process.info().startInstant().map(Instant::toString).orElse(""),
        process.info().command().orElse(""));
  }

  private static boolean ended(ProcessHandle process) {
    try {
      var _ = process.onExit().get(GRACE.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException _) {
      return false;
    } catch (ExecutionException e) {
      throw new EmbeddedException("waiting for process " + process.pid() + " failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddedException("interrupted while stopping process " + process.pid(), e);
    }
  }
}
