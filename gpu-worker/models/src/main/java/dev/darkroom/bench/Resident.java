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
  /** The kernel's own counters: walking every page, as smaps does, would slow what is measured. */
  private static final Path STATUS = Path.of("/proc/self/status");

  public long total() {
    return anonymous + mapped;
  }

  /** As it is now; empty where the system does not tell. */
  static Optional<Resident> now() {
    try {
      return Files.isReadable(STATUS)
          ? Optional.of(parse(Files.readAllLines(STATUS)))
          : Optional.empty();
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /** Reads the lines of Linux's {@code /proc/PID/status}. */
  static Resident parse(List<String> status) {
    return new Resident(
        bytes(status, "RssAnon:"), bytes(status, "RssFile:") + bytes(status, "RssShmem:"));
  }

  private static long bytes(List<String> status, String field) {
    return status.stream()
        .filter(line -> line.startsWith(field))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
        .findFirst()
        .orElse(0);
  }
}
