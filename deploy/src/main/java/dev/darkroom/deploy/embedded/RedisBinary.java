package dev.darkroom.deploy.embedded;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Finds a Redis server program that runs here: the configured one, else {@code redis-server} or
 * {@code valkey-server} on the PATH, else the one that comes with Darkroom.
 */
final class RedisBinary {
  private static final List<String> NAMES = List.of("redis-server", "valkey-server");
  private static final String BUNDLED_VERSION = "7.0.15";
  private static final Duration VERSION_LIMIT = Duration.ofSeconds(10);

  private RedisBinary() {}

  /**
   * The first program that answers {@code --version}.
   *
   * @param configured one that the operator named; then no other is tried
   * @param searchPath folders, as in PATH
   * @param folder where the bundled program is unpacked
   * @throws EmbeddedException where none does, telling what was tried
   */
  static Path find(Optional<Path> configured, String searchPath, Path folder) {
    List<String> tried = new ArrayList<>();
    if (configured.isPresent()) {
      return checked(configured.get(), tried)
          .orElseThrow(
              () -> new EmbeddedException("redis.executable does not run: " + tried.getFirst()));
    }
    return onPath(searchPath)
        .map(found -> checked(found, tried))
        .flatMap(Optional::stream)
        .findFirst()
        .or(() -> bundled(folder, tried).flatMap(found -> checked(found, tried)))
        .orElseThrow(() ->
            new EmbeddedException(
                "no Redis server runs on this machine ("
                    + String.join("; ", tried)
                    + "): install redis or valkey, or set redis.url to one that runs elsewhere"));
  }

  private static Stream<Path> onPath(String searchPath) {
    return Stream.of(searchPath.split(File.pathSeparator))
        .filter(folder -> !folder.isBlank())
        .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable);
  }

  /** The bundled program, unpacked once and published by renaming, so that it is never half. */
  private static Optional<Path> bundled(Path folder, List<String> tried) {
    String name = "redis-server-" + BUNDLED_VERSION + "-" + platform();
    Path target = folder.resolve(name);
    if (Files.isExecutable(target)) {
      return Optional.of(target);
    }
    try (InputStream packed = RedisBinary.class.getResourceAsStream("/" + name)) {
      if (packed == null) {
        tried.add("none comes with Darkroom for " + platform());
        return Optional.empty();
      }
      Files.createDirectories(folder);
      Path fresh = Files.createTempFile(folder, "redis", ".tmp");
      long _ = Files.copy(packed, fresh, StandardCopyOption.REPLACE_EXISTING);
      var _ = Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
      return Optional.of(Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE));
    } catch (IOException | UnsupportedOperationException e) {
      tried.add("the bundled one cannot be unpacked to " + folder + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  private static String platform() {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    return (os.contains("mac") ? "darwin" : os)
        + "-"
        + switch (arch) {
          case "x86_64", "amd64" -> "amd64";
          case "aarch64", "arm64" -> "arm64";
          default -> arch;
        };
  }

  private static Optional<Path> checked(Path program, List<String> tried) {
    try {
      Process process =
          new ProcessBuilder(program.toString(), "--version")
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
              .start();
      if (!process.waitFor(VERSION_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        var _ = process.destroyForcibly();
        tried.add(program + " --version does not end");
        return Optional.empty();
      }
      if (process.exitValue() != 0) {
        byte[] said = process.getInputStream().readNBytes(300);
        tried.add(
            program + " --version fails: " + new String(said, StandardCharsets.UTF_8).strip());
        return Optional.empty();
      }
      return Optional.of(program);
    } catch (IOException e) {
      tried.add(program + " cannot be run: " + e.getMessage());
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddedException("interrupted while trying " + program, e);
    }
  }
}
