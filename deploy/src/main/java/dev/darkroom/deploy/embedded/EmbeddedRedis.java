package dev.darkroom.deploy.embedded;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A real Redis server as a child process in this process's group, on loopback, with an append-only
 * file. It holds progress only: it may lose its last second and must never run out of memory.
 */
public final class EmbeddedRedis implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final Duration POLL = Duration.ofMillis(20);
  private static final int LOG_TAIL = 400;
  private static final DefaultJedisClientConfig PROBE =
      DefaultJedisClientConfig.builder()
          .connectionTimeoutMillis(1_000)
          .socketTimeoutMillis(1_000)
          .autoNegotiateProtocol(false)
          .build();

  /**
   * Where and how it runs.
   *
   * @param folder its own; made where it is missing
   * @param port for clients
   * @param executable the program to run; empty to look for one
   * @param searchPath where to look, as in PATH
   * @param limit within which it must be up
   */
  public record Settings(
      Path folder, int port, Optional<Path> executable, String searchPath, Duration limit) {
    /** Looks for a program on the PATH, then takes the bundled one. */
    public static Settings of(Path folder, int port) {
      String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
      return new Settings(folder, port, Optional.empty(), path, Duration.ofSeconds(20));
    }
  }

  private final Settings settings;
  private final Process process;
  private final Leftover note;

  private EmbeddedRedis(Settings settings, Process process, Leftover note) {
    this.settings = settings;
    this.process = process;
    this.note = note;
  }

  /**
   * Starts a server on a fresh folder, or on one that an earlier server left. The server of a farm
   * that was killed on the same folder is stopped first.
   *
   * @throws EmbeddedException where the port is taken, no program runs here, or it is not up in
   *     time
   */
  public static EmbeddedRedis start(Settings settings) {
    Leftover note = new Leftover(settings.folder().resolve("redis.pid"));
    var _ = note.stop();
    FreePorts.require(settings.port(), "--redis-port");
    Path program = program(settings);
    try {
      Files.createDirectories(settings.folder());
      Process process = new ProcessBuilder(command(program, settings)).inheritIO().start();
      note.remember(process.toHandle());
      EmbeddedRedis redis = new EmbeddedRedis(settings, process, note);
      redis.awaitReady();
      return redis;
    } catch (IOException e) {
      throw new EmbeddedException("cannot start " + program + ": " + e.getMessage(), e);
    }
  }

  /**
   * The program that would run; the bundled one is unpacked.
   *
   * @throws EmbeddedException where no program runs here, telling what was tried
   */
  public static Path program(Settings settings) {
    return RedisBinary.find(settings.executable(), settings.searchPath(), settings.folder());
  }

  /** What clients connect to. */
  public URI url() {
    return URI.create("redis://" + HOST + ":" + settings.port());
  }

  /** The server's process id. */
  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Waits until the server has ended, by {@link #close} or otherwise. */
  public void awaitEnd() throws InterruptedException {
    var _ = process.waitFor();
  }

  @Override
  public void close() {
    Leftover.stop(process.toHandle());
    note.forget();
  }

  private static List<String> command(Path program, Settings s) {
    return List.of(
        program.toString(),
        "--bind",
        HOST,
        "--port",
        Integer.toString(s.port()),
        "--dir",
        s.folder().toAbsolutePath().toString(),
        "--daemonize",
        "no",
        "--appendonly",
        "yes",
        "--appendfsync",
        "everysec",
        "--save",
        "",
        "--maxmemory",
        "256mb",
        "--maxmemory-policy",
        "allkeys-lru",
        "--loglevel",
        "warning",
        "--logfile",
        logFile(s).toString());
  }

  private void awaitReady() {
    long end = System.nanoTime() + settings.limit().toNanos();
    while (System.nanoTime() < end) {
      if (!process.isAlive()) {
        note.forget();
        throw new EmbeddedException("the embedded Redis ended at once: " + logTail());
      }
      if (answers()) {
        return;
      }
      pause();
    }
    close();
    throw new EmbeddedException(
        "the embedded Redis did not answer within " + settings.limit() + ": " + logTail());
  }

  private boolean answers() {
    try (Jedis jedis = new Jedis(new HostAndPort(HOST, settings.port()), PROBE)) {
      return "PONG".equals(jedis.ping());
    } catch (JedisException _) {
      return false;
    }
  }

  private String logTail() {
    try {
      String log = Files.readString(logFile(settings), StandardCharsets.UTF_8).strip();
      return log.substring(Math.max(0, log.length() - LOG_TAIL));
    } catch (IOException e) {
      return "it left no log";
    }
  }

  private static Path logFile(Settings s) {
    return s.folder().toAbsolutePath().resolve("redis.log");
  }

  private static void pause() {
    try {
      Thread.sleep(POLL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddedException("interrupted while Redis started", e);
    }
  }
}
