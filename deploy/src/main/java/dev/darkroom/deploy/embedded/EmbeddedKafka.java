package dev.darkroom.deploy.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Kafka broker in this JVM: one node that is its own controller (KRaft), on loopback. What
 * it acknowledged survives {@code kill -9}.
 */
public final class EmbeddedKafka implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKafka.class);
  private static final String HOST = "127.0.0.1";
  private static final int NODE = 1;
  private static final long MIB = 1 << 20;

  /**
   * Where and how it runs.
   *
   * @param folder its own; made where it is missing
   * @param port for clients
   * @param controllerPort for itself
   * @param limit within which it must be up, and later down
   */
  public record Settings(Path folder, int port, int controllerPort, Duration limit) {
    /** With the time that a slow machine may need. */
    public static Settings of(Path folder, int port, int controllerPort) {
      return new Settings(folder, port, controllerPort, Duration.ofSeconds(60));
    }
  }

  private final Settings settings;
  private final KafkaRaftServer server;

  private EmbeddedKafka(Settings settings, KafkaRaftServer server) {
    this.settings = settings;
    this.server = server;
  }

  /**
   * Starts a broker on a fresh folder, or on one that an earlier broker left.
   *
   * @throws EmbeddedException where a port is taken, another farm uses the folder, or it is not up
   *     in time
   */
  public static EmbeddedKafka start(Settings settings) {
    FreePorts.require(settings.port(), "--kafka-port");
    FreePorts.require(settings.controllerPort(), "--kafka-controller-port");
    format(settings.folder());
    explainFatalEnds(settings.folder());
    try {
      KafkaRaftServer server =
          new KafkaRaftServer(KafkaConfig.fromProps(properties(settings), false), Time.SYSTEM);
      EmbeddedKafka kafka = new EmbeddedKafka(settings, server);
      kafka.bounded("start", server::startup);
      return kafka;
    } catch (KafkaException e) {
      throw failed("cannot start", settings.folder(), e);
    }
  }

  /** What clients connect to: {@code host:port}. */
  public String bootstrap() {
    return HOST + ":" + settings.port();
  }

  /** Flushes and stops. */
  @Override
  public void close() {
    bounded(
        "stop",
        () -> {
          server.shutdown();
          server.awaitShutdown();
        });
  }

  private static void format(Path folder) {
    try {
      Files.createDirectories(folder);
      if (Files.exists(folder.resolve("meta.properties"))) {
        return;
      }
      new Formatter()
          .setPrintStream(
              new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
          .setNodeId(NODE)
          .setClusterId(Uuid.randomUuid().toString())
          .setReleaseVersion(MetadataVersion.latestProduction())
          .setControllerListenerName("CONTROLLER")
          .setDirectories(List.of(folder.toString()))
          .setMetadataLogDirectory(folder.toString())
          .setIgnoreFormatted(true)
          .run();
    } catch (IOException e) {
      throw new EmbeddedException("cannot write to " + folder + ": " + e.getMessage(), e);
    } catch (Exception e) {
      throw failed("cannot be set up", folder, e);
    }
  }

  /** Kafka halts the JVM when its disk fails; whoever watches should learn why. */
  private static void explainFatalEnds(Path folder) {
    Exit.setHaltProcedure((status, message) -> end(folder, status, message));
    Exit.setExitProcedure((status, message) -> end(folder, status, message));
  }

  /** Told on the terminal too: the log may lie on the very disk that is full. */
  private static void end(Path folder, int status, @Nullable String why) {
    String sentence =
        "the embedded Kafka stops this farm%s: is the disk of %s full or read-only? What was accepted is kept; start again once there is room"
            .formatted(why == null ? "" : " (" + why + ")", folder);
    System.err.println("darkroom: " + sentence);
    LOG.error(sentence);
    Runtime.getRuntime().halt(status);
  }

  private static Properties properties(Settings s) {
    Properties p = new Properties();
    p.put("process.roles", "broker,controller");
    p.put("node.id", Integer.toString(NODE));
    p.put("controller.quorum.voters", NODE + "@" + HOST + ":" + s.controllerPort());
    p.put("controller.listener.names", "CONTROLLER");
    p.put("inter.broker.listener.name", "CLIENT");
    p.put("listener.security.protocol.map", "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    String client = "CLIENT://" + HOST + ":" + s.port();
    p.put("listeners", client + ",CONTROLLER://" + HOST + ":" + s.controllerPort());
    p.put("advertised.listeners", client);
    p.put("log.dirs", s.folder().toString());
    p.put("auto.create.topics.enable", "false");
    // A killed broker's registration must not keep its successor waiting.
    p.put("broker.session.timeout.ms", "2000");
    p.put("broker.heartbeat.interval.ms", "500");
    p.put("group.initial.rebalance.delay.ms", "0");
    for (String internal : new String[] {"offsets.topic.", "transaction.state.log."}) {
      p.put(internal + "replication.factor", "1");
      p.put(internal + "num.partitions", "4");
      p.put(internal + "segment.bytes", Long.toString(16 * MIB));
    }
    p.put("transaction.state.log.min.isr", "1");
    // A scheduler's transactions follow each other at once: the first records of one wait for the
    // markers of the one before, and its offsets for nobody's company.
    p.put("add.partitions.to.txn.retry.backoff.ms", "1");
    p.put("group.coordinator.append.linger.ms", "0");
    p.put("share.coordinator.state.topic.replication.factor", "1");
    p.put("share.coordinator.state.topic.min.isr", "1");
    p.put("share.coordinator.state.topic.num.partitions", "1");
    p.put("min.insync.replicas", "1");
    p.put("log.segment.bytes", Long.toString(64 * MIB));
    p.put("log.index.size.max.bytes", Long.toString(MIB));
    p.put("log.cleaner.threads", "1");
    p.put("log.cleaner.dedupe.buffer.size", Long.toString(8 * MIB));
    p.put("log.cleaner.io.buffer.size", Long.toString(MIB / 2));
    p.put("num.network.threads", "2");
    p.put("num.io.threads", "4");
    p.put("background.threads", "2");
    p.put("num.recovery.threads.per.data.dir", "2");
    return p;
  }

  private void bounded(String what, Runnable action) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .name("embedded-kafka-" + what)
            .start(() -> {
              try {
                action.run();
                done.complete(null);
              } catch (Throwable e) {
                done.completeExceptionally(e);
              }
            });
    try {
      done.get(settings.limit().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw failed("did not " + what, settings.folder(), e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      thread.interrupt();
      throw failed("did not " + what + " within " + settings.limit(), settings.folder(), e);
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
      throw failed("did not " + what + ": interrupted", settings.folder(), e);
    }
  }

  private static EmbeddedException failed(String what, Path folder, Throwable e) {
    String message = String.valueOf(e.getMessage());
    if (message.contains("Failed to acquire lock")) {
      return new EmbeddedException(
          "another farm runs on " + folder + ": stop it, or use another data folder", e);
    }
    return new EmbeddedException(
        "the embedded Kafka on " + folder + " " + what + ": " + message, e);
  }
}
