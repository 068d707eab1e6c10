package dev.darkroom.deploy.bench;

import dev.darkroom.client.FarmAddress;
import dev.darkroom.client.FarmClient;
import dev.darkroom.client.FarmException;
import dev.darkroom.deploy.config.FarmSettings;
import dev.darkroom.deploy.config.SettingTexts;
import dev.darkroom.deploy.embedded.EmbeddedKafka;
import dev.darkroom.deploy.embedded.EmbeddedRedis;
import dev.darkroom.deploy.embedded.EmbeddedS3;
import dev.darkroom.deploy.embedded.FreePorts;
import dev.darkroom.deploy.farm.FarmFolder;
import dev.darkroom.deploy.farm.GatewayPart;
import dev.darkroom.scheduler.runtime.SchedulerService;
import dev.darkroom.storage.log.KafkaSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A farm around a gateway that is measured: one broker with {@code acks=all}, Redis, an S3 server,
 * a gateway and a scheduler, all but Redis in this process. The scheduler can be stopped, so that
 * what the gateway does is seen alone.
 */
final class GatewayFarm implements AutoCloseable {
  private final Path folder;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final FarmSettings settings;
  private final FarmAddress address;
  private final FarmClient client;
  private @Nullable SchedulerService scheduler;

  private GatewayFarm(Path folder, Map<String, String> others) throws IOException {
    this.folder = Files.createDirectories(folder);
    List<Integer> ports = FreePorts.find(4);
    try {
      var kafka =
          EmbeddedKafka.Settings.of(folder.resolve("kafka"), ports.getFirst(), ports.get(1));
      keep(EmbeddedKafka.start(kafka));
      var redis = EmbeddedRedis.Settings.of(folder.resolve("redis"), ports.get(2));
      String url = keep(EmbeddedRedis.start(redis)).url().toString();
      var s3 = EmbeddedS3.Settings.of(folder.resolve("s3"), ports.getLast());
      SettingTexts texts =
          texts("127.0.0.1:" + ports.getFirst(), url, keep(EmbeddedS3.start(s3)), others);
      settings = FarmSettings.of(texts);
      GatewayPart gateway = keep(GatewayPart.start(settings));
      address = new FarmAddress(gateway.url(), gateway.apiKey());
      write(texts.under(SettingTexts.of(Map.of("gateway.key", address.key()), "the bench")));
      client = keep(new FarmClient(address));
      startScheduler();
      LogFarm.await(this::isReady);
    } catch (RuntimeException | IOException | InterruptedException e) {
      close();
      throw e instanceof RuntimeException cause
          ? cause
          : new IllegalStateException("the bench's farm does not start", e);
    }
  }

  /**
   * Starts all of it on an empty folder and returns when it takes jobs.
   *
   * @param others settings that win over the bench's own
   */
  static GatewayFarm start(Path folder, Map<String, String> others) throws IOException {
    return new GatewayFarm(folder, others);
  }

  private SettingTexts texts(
      String kafka, String redis, EmbeddedS3 s3, Map<String, String> others) {
    Map<String, String> own = new HashMap<>();
    own.put("farm.allow-noop", "true");
    own.put("gateway.port", "0");
    own.put("kafka.bootstrap", kafka);
    own.put("redis.url", redis);
    own.put("s3.endpoint", s3.endpoint().toString());
    own.put("s3.access-key", s3.credentials().accessKey());
    own.put("s3.secret-key", s3.credentials().secretKey());
    own.put("worker.folder", folder.resolve("worker").toString());
    own.put("scheduler.session-timeout", LogFarm.SESSION_TIMEOUT.toSeconds() + "s");
    own.putAll(others);
    return SettingTexts.of(own, "the bench");
  }

  /** For workers and gateways that join it. */
  private void write(SettingTexts texts) throws IOException {
    Properties lines = new Properties();
    lines.putAll(texts.texts());
    Path file = FarmFolder.settings(folder);
    Files.createDirectories(file.getParent());
    try (Writer out = Files.newBufferedWriter(file)) {
      lines.store(out, null);
    }
  }

  private boolean isReady() {
    try {
      return !client.get("/readyz").isEmpty();
    } catch (FarmException _) {
      return false;
    }
  }

  /** Jobs that the scheduler has accepted and that wait, as the gateway's view shows them. */
  int waiting() {
    int waiting = 0;
    for (var pool : client.get("/v1/pools").path("data")) {
      waiting += pool.path("queued").asInt();
    }
    return waiting;
  }

  /** What it keeps, and its settings. */
  Path folder() {
    return folder;
  }

  FarmSettings settings() {
    return settings;
  }

  KafkaSettings kafka() {
    return settings.stores().kafka();
  }

  FarmAddress address() {
    return address;
  }

  FarmClient client() {
    return client;
  }

  /** Starts a scheduler where none runs; it takes its partitions when it is ready. */
  void startScheduler() {
    if (scheduler == null) {
      scheduler = SchedulerService.start(settings.scheduler(), new SimpleMeterRegistry());
    }
  }

  /** Commands stay in the log until one is started again. */
  void stopScheduler() {
    if (scheduler != null) {
      scheduler.close();
      scheduler = null;
    }
  }

  private <T extends AutoCloseable> T keep(T part) {
    parts.push(part);
    return part;
  }

  @Override
  public void close() {
    stopScheduler();
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException("the bench's farm does not stop", e);
      }
    }
  }
}
