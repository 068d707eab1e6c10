package dev.darkroom.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How much of this process lies in memory, in bytes.
 *
 * @param anonymous memory of its own: heaps, stacks, activations, weights that were copied
 * @param mapped pages of files, weights among them, that the system may drop and read again
 */
public record Resident(long anonymous, long mapped) {
  private static final Path ROLLUP = Path.of("/proc/self/smaps_rollup");

  public long total() {
    return anonymous + mapped;
  }

  /** As it is now; empty where the system does not tell. */
  static Optional<Resident> now() {
    try {
      return Files.isReadable(ROLLUP)
          ? Optional.of(parse(Files.readAllLines(ROLLUP)))
          : Optional.empty();
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /** Reads the lines of Linux's {@code smaps_rollup}. */
  static Resident parse(List<String> rollup) {
    long anonymous = bytes(rollup, "Anonymous:");
    return new Resident(anonymous, bytes(rollup, "Rss:") - anonymous);
  }

  private static long bytes(List<String> rollup, String field) {
    return rollup.stream()
        .filter(line -> line.startsWith(field))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
        .findFirst()
        .orElse(0);
  }
}
