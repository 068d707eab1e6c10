package dev.darkroom.deploy.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
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
      return started(
          "kafka",
          folder ->
              EmbeddedKafka.start(EmbeddedKafka.Settings.of(folder, ports.get(0), ports.get(1))));
    }
  }

  private static final class Redis {
    static final EmbeddedRedis SERVER =
        started(
            "redis",
            folder -> EmbeddedRedis.start(EmbeddedRedis.Settings.of(folder, FreePorts.find())));
  }

  private static final class S3 {
    static final EmbeddedS3 SERVER =
        started("s3", folder -> EmbeddedS3.start(EmbeddedS3.Settings.of(folder, FreePorts.find())));
  }

  /** On a folder that goes when the server has stopped, at this JVM's end. */
  private static <T extends AutoCloseable> T started(String name, Function<Path, T> start) {
    try {
      Path folder = Files.createTempDirectory("darkroom-" + name);
      T server = start.apply(folder);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server, folder)));
      return server;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void end(AutoCloseable server, Path folder) {
    try {
      server.close();
      try (Stream<Path> all = Files.walk(folder)) {
        all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
      }
    } catch (Exception e) {
      System.err.println("ending a test's server failed: " + e);
    }
  }
}
