package dev.darkroom.deploy.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** One of each embedded server for all tests of this JVM, started when first asked for. */
public final class Servers {
  private static final AtomicInteger NAMES = new AtomicInteger();

  private Servers() {}

  public static EmbeddedKafka kafka() {
    return Kafka.SERVER;
  }

  public static EmbeddedRedis redis() {
    return Redis.SERVER;
  }

  public static EmbeddedS3 s3() {
    return S3.SERVER;
  }

  /** A name that no other test of this JVM has: a topic prefix, a key prefix, a bucket. */
  public static String freshName() {
    return "test-" + NAMES.incrementAndGet();
  }

  private static final class Kafka {
    static final EmbeddedKafka SERVER = start();

    private static EmbeddedKafka start() {
      List<Integer> ports = FreePorts.find(2);
      return atExit(
          EmbeddedKafka.start(
              EmbeddedKafka.Settings.of(folder("kafka"), ports.get(0), ports.get(1))));
    }
  }

  private static final class Redis {
    static final EmbeddedRedis SERVER =
        atExit(EmbeddedRedis.start(EmbeddedRedis.Settings.of(folder("redis"), FreePorts.find())));
  }

  private static final class S3 {
    static final EmbeddedS3 SERVER =
        atExit(EmbeddedS3.start(EmbeddedS3.Settings.of(folder("s3"), FreePorts.find())));
  }

  private static <T extends AutoCloseable> T atExit(T server) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              try {
                server.close();
              } catch (Exception e) {
                System.err.println("closing a test's server failed: " + e);
              }
            }));
    return server;
  }

  private static Path folder(String name) {
    try {
      Path folder = Files.createTempDirectory("darkroom-" + name);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
      return folder;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException _) {
      // A server that is still stopping may be faster; the folder is temporary anyway.
    }
  }
}
