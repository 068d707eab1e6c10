package dev.darkroom.deploy.farm;

import dev.darkroom.client.FarmAddress;
import dev.darkroom.deploy.embedded.EmbeddedException;
import dev.darkroom.deploy.embedded.Leftover;
import dev.darkroom.gateway.hook.SealingKey;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a farm on one machine keeps, below one folder; locked for as long as a farm runs
 * on it. The lock is the operating system's: it falls with the process, however that ends.
 *
 * <pre>
 * client.json         where the farm answers, and its key
 * webhooks.key        what webhooks' secrets are sealed with
 * kafka/ redis/ s3/   the servers' own
 * models/             models on disk, for the workers
 * worker-N/           a worker's own: outputs that wait for the S3 server
 * run/                settings and process ids of what runs now
 * logs/
 * </pre>
 */
public final class FarmFolder implements AutoCloseable {
  private static final long LOG_BYTES = 8 << 20;
  private static final String PID = ".pid";

  private final Path root;
  private final FileChannel channel;

  private FarmFolder(Path root, FileChannel channel) {
    this.root = root;
    this.channel = channel;
  }

  /**
   * Takes a folder, made where it is missing.
   *
   * @throws EmbeddedException where another farm has it, or it cannot be written
   */
  public static FarmFolder take(Path folder) {
    Path root = folder.toAbsolutePath().normalize();
    try {
      for (String part : List.of("run", "logs")) {
        Files.createDirectories(root.resolve(part));
      }
      Private.restrict(root);
      FileChannel channel =
          FileChannel.open(
              root.resolve("farm.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (lock(channel) == null) {
        channel.close();
        throw new EmbeddedException(
            "another farm runs on " + root + ": stop it, or use another folder with --data");
      }
      return new FarmFolder(root, channel);
    } catch (IOException e) {
      throw new EmbeddedException("cannot write to " + root + ": " + e.getMessage(), e);
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException _) {
      return null;
    }
  }

  public Path root() {
    return root;
  }

  Path kafka() {
    return root.resolve("kafka");
  }

  Path redis() {
    return root.resolve("redis");
  }

  Path s3() {
    return root.resolve("s3");
  }

  Path models() {
    return root.resolve("models");
  }

  Path worker(String name) {
    return root.resolve(name);
  }

  /** The settings that the farm's processes run with, secrets included. */
  public static Path settings(Path root) {
    return root.resolve("run").resolve("farm.properties");
  }

  /** Where a process notes itself, for whoever comes after a kill. */
  static Path note(Path root, String process) {
    return root.resolve("run").resolve(process + PID);
  }

  /** A log to append to; one that has grown large is put aside first. */
  public static Path log(Path root, String name) {
    Path log = root.resolve("logs").resolve(name + ".log");
    try {
      Files.createDirectories(log.getParent());
      if (Files.exists(log) && Files.size(log) > LOG_BYTES) {
        var _ =
            Files.move(
                log, log.resolveSibling(name + ".log.1"), StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException _) {
      // Nothing depends on a log; whoever writes to it says what is wrong with the folder.
    }
    return log;
  }

  /** Ends the processes of a farm that was killed on this folder. */
  void stopLeftovers() {
    try (Stream<Path> notes = Files.list(root.resolve("run"))) {
      for (Path note : notes.filter(p -> p.toString().endsWith(PID)).toList()) {
        var _ = new Leftover(note).stop();
      }
    } catch (IOException e) {
      throw new EmbeddedException("cannot read " + root + ": " + e.getMessage(), e);
    }
  }

  /** The key of the farm that ran here before, so that its clients need no other. */
  Optional<String> key() {
    return FarmAddress.read(root).map(FarmAddress::key).filter(key -> !key.isEmpty());
  }

  /** What webhooks' secrets are sealed with; drawn where the folder has none yet. */
  String sealingKey() {
    Path file = root.resolve("webhooks.key");
    try {
      if (!Files.exists(file)) {
        Private.write(
            file, SealingKey.draw(new SecureRandom()).getBytes(StandardCharsets.US_ASCII));
      }
      return Files.readString(file, StandardCharsets.US_ASCII).strip();
    } catch (IOException e) {
      throw new EmbeddedException("cannot keep " + file + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new EmbeddedException("cannot release " + root + ": " + e.getMessage(), e);
    }
  }
}
