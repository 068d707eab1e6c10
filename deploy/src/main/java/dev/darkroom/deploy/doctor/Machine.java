package dev.darkroom.deploy.doctor;

import com.sun.management.OperatingSystemMXBean;
import dev.darkroom.deploy.embedded.EmbeddedException;
import dev.darkroom.deploy.embedded.EmbeddedRedis;
import dev.darkroom.deploy.embedded.FreePorts;
import dev.darkroom.nn.libtorch.LibtorchException;
import dev.darkroom.nn.libtorch.Natives;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The checks. Their limits are what the all-in-one farm with one worker needs. */
public final class Machine {
  private static final int JDK = 25;
  private static final long GIB = 1L << 30;
  private static final long DISK_NEEDED = GIB;
  private static final long DISK_WANTED = 5 * GIB;
  private static final long MEMORY_NEEDED = 2 * GIB;
  private static final long MEMORY_WANTED = 4 * GIB;

  private Machine() {}

  /**
   * Every check, each made when it is asked for.
   *
   * @param data where a farm would keep its state
   * @param port where its gateway would listen
   */
  public static List<Supplier<Finding>> checks(Path data, int port) {
    return List.of(
        Machine::jdk,
        Machine::natives,
        () -> redis(data),
        () -> port(port),
        () -> folder(data),
        () -> disk(data),
        () ->
            memory(
                ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                    .getTotalMemorySize()));
  }

  private static Finding jdk() {
    int version = Runtime.version().feature();
    String found = System.getProperty("java.vendor") + " " + Runtime.version();
    return version >= JDK
        ? Finding.fine("jdk", found)
        : Finding.broken("jdk", found, "install a JDK 25, or set JAVA_HOME to one");
  }

  private static Finding natives() {
    String platform = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    try {
      return Finding.fine("natives", "libtorch " + Natives.load() + " on " + platform);
    } catch (LibtorchException e) {
      return Finding.broken(
          "natives",
          e.getMessage() + " on " + platform,
          "use Linux on x86_64 or aarch64 with glibc 2.28 or newer");
    }
  }

  private static Finding redis(Path data) {
    try {
      Path program =
          EmbeddedRedis.program(EmbeddedRedis.Settings.of(scratch(data).resolve("redis"), 0));
      return Finding.fine("redis", program.toString());
    } catch (EmbeddedException e) {
      return Finding.broken(
          "redis",
          String.valueOf(e.getMessage()),
          "install redis or valkey, or set redis.url to one that runs elsewhere");
    }
  }

  static Finding port(int port) {
    return FreePorts.isFree(port)
        ? Finding.fine("port", port + " is free")
        : Finding.doubtful(
            "port", port + " is taken", "stop what listens there, or use 'darkroom up --port N'");
  }

  private static Finding folder(Path data) {
    Path there = existing(data);
    return Files.isWritable(there)
        ? Finding.fine("folder", data + " can be written")
        : Finding.broken("folder", there + " cannot be written", "use another with --data");
  }

  private static Finding disk(Path data) {
    try {
      return disk(Files.getFileStore(existing(data)).getUsableSpace());
    } catch (IOException e) {
      return Finding.doubtful("disk", "unknown: " + e.getMessage(), "look at it yourself");
    }
  }

  static Finding disk(long free) {
    return amount("disk", free, DISK_NEEDED, DISK_WANTED, "free", "make room, or use --data");
  }

  static Finding memory(long total) {
    return amount("memory", total, MEMORY_NEEDED, MEMORY_WANTED, "in all", "use a larger machine");
  }

  private static Finding amount(
      String check, long bytes, long needed, long wanted, String of, String advice) {
    String found = "%.1f GiB %s".formatted((double) bytes / GIB, of);
    String more = advice + ": " + wanted / GIB + " GiB are comfortable";
    if (bytes < needed) {
      return Finding.broken(check, found, more);
    }
    return bytes < wanted ? Finding.doubtful(check, found, more) : Finding.fine(check, found);
  }

  private static Path scratch(Path data) {
    return Files.isDirectory(data)
        ? data
        : Path.of(System.getProperty("java.io.tmpdir"), "darkroom-doctor");
  }

  /** The folder itself, or the nearest above it that exists. */
  private static Path existing(Path folder) {
    return Stream.iterate(folder.toAbsolutePath(), Objects::nonNull, Path::getParent)
        .filter(Files::exists)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no root folder exists"));
  }
}
