package dev.darkroom.farm;

import dev.darkroom.deploy.embedded.EmbeddedKafka;
import dev.darkroom.deploy.embedded.EmbeddedRedis;
import dev.darkroom.deploy.embedded.EmbeddedS3;
import dev.darkroom.deploy.embedded.FreePorts;
import dev.darkroom.deploy.farm.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What farms stand on: one broker, one Redis and one S3 server for all tests of this JVM. Farms do
 * not see each other: each has its own topics, keys and bucket.
 */
final class Ground {
  private static final AtomicInteger NAMES = new AtomicInteger();

  private final Path folder;
  private final Outlet<EmbeddedKafka> kafka;
  private final Outlet<EmbeddedRedis> redis;
  private final Outlet<EmbeddedS3> s3;

  private Ground(Path folder) {
    this.folder = folder;
    List<Integer> ports = FreePorts.find(4);
    kafka =
        new Outlet<>(() ->
            EmbeddedKafka.start(
                EmbeddedKafka.Settings.of(folder.resolve("kafka"), ports.get(0), ports.get(1))));
    redis =
        new Outlet<>(() ->
            EmbeddedRedis.start(EmbeddedRedis.Settings.of(folder.resolve("redis"), ports.get(2))));
    s3 =
        new Outlet<>(
            () -> EmbeddedS3.start(EmbeddedS3.Settings.of(folder.resolve("s3"), ports.get(3))));
  }

  static Ground shared() {
    return Shared.GROUND;
  }

  /** A name that no other farm of this JVM has. */
  static String freshName() {
    return "farm-" + NAMES.incrementAndGet();
  }

  Outlet<EmbeddedKafka> kafka() {
    return kafka;
  }

  Outlet<EmbeddedRedis> redis() {
    return redis;
  }

  Outlet<EmbeddedS3> s3() {
    return s3;
  }

  /** A folder that goes with this JVM. */
  Path folder(String name) {
    return folder.resolve(name);
  }

  private void end() {
    for (Outlet<?> outlet : List.of(kafka, redis, s3)) {
      try {
        outlet.close();
      } catch (RuntimeException e) {
        System.err.println(e.getMessage() + ": " + e.getCause());
      }
    }
    try {
      Folders.delete(folder);
    } catch (IOException _) {
      // A file of a server that is still ending; the folder is temporary anyway.
    }
  }

  private static final class Shared {
    static final Ground GROUND = start();

    private static Ground start() {
      try {
        Ground ground = new Ground(Files.createTempDirectory("darkroom-it"));
        Runtime.getRuntime().addShutdownHook(new Thread(ground::end));
        return ground;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
