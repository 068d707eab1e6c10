package dev.darkroom.deploy.farm;

import dev.darkroom.client.FarmAddress;
import dev.darkroom.client.FarmClient;
import dev.darkroom.client.FarmRefused;
import dev.darkroom.client.FarmUnreachable;
import dev.darkroom.deploy.config.FarmSettings;
import dev.darkroom.deploy.config.SettingTexts;
import dev.darkroom.deploy.config.Settings;
import dev.darkroom.deploy.embedded.EmbeddedException;
import dev.darkroom.deploy.embedded.EmbeddedKafka;
import dev.darkroom.deploy.embedded.EmbeddedRedis;
import dev.darkroom.deploy.embedded.EmbeddedS3;
import dev.darkroom.deploy.embedded.FreePorts;
import dev.darkroom.deploy.farm.Running.Stage;
import dev.darkroom.gateway.http.Tls;
import dev.darkroom.scheduler.runtime.SchedulerService;
import dev.darkroom.worker.supervise.ChildState;
import dev.darkroom.worker.supervise.RestartPolicy;
import dev.darkroom.worker.supervise.StopLimits;
import dev.darkroom.worker.supervise.Supervisor;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/**
 * A whole farm on one machine: Kafka, Redis and an S3 server, scheduler and gateway in this process
 * or beside it, and workers as processes of their own. What it accepted survives any end of it: a
 * farm that is started on the same folder goes on.
 */
public final class Farm implements AutoCloseable {
  /** A run may end by itself for this long, then it is given back and goes on at the next start. */
  private static final StopLimits STOP =
      new StopLimits(Duration.ofSeconds(3), Duration.ofSeconds(10));

  private static final Duration READY_POLL = Duration.ofMillis(50);

  private final Running running;
  private final FarmAddress address;
  private final Supervisor workers;

  private Farm(Running running, FarmAddress address, Supervisor workers) {
    this.running = running;
    this.address = address;
    this.workers = workers;
  }

  /**
   * Starts a farm and returns when it takes jobs; its workers may still be on their way.
   *
   * @throws EmbeddedException where a server cannot start, or another farm has the folder
   * @throws dev.darkroom.deploy.config.SettingException where a setting is wrong
   */
  public static Farm start(FarmPlan plan) {
    Running running = new Running();
    try {
      FarmFolder folder = running.keep(Stage.FOLDER, () -> FarmFolder.take(plan.data()));
      if (plan.port() != 0) {
        FreePorts.require(plan.port(), "--port");
      }
      return new Start(plan, folder, running).run();
    } catch (RuntimeException e) {
      running.close();
      throw e;
    }
  }

  /** Where it answers, and its key. */
  public FarmAddress address() {
    return address;
  }

  /** What is true of each worker process, by name. */
  public Map<String, ChildState> workers() {
    return workers.states();
  }

  /** Stops everything in order; runs that do not end soon are given back. */
  @Override
  public void close() {
    running.close();
  }

  /** One start: everything that can run beside something else does. */
  private static final class Start {
    private final FarmPlan plan;
    private final FarmFolder folder;
    private final Running running;
    private final EmbeddedPorts ports = EmbeddedPorts.draw();

    /** The scheduler's figures, shown at the gateway of the same process. */
    private final CompositeMeterRegistry metrics = new CompositeMeterRegistry();

    private final Executor threads =
        Executors.newThreadPerTaskExecutor(
            Thread.ofPlatform().daemon().name("farm-start-", 0).factory());

    Start(FarmPlan plan, FarmFolder folder, Running running) {
      this.plan = plan;
      this.folder = folder;
      this.running = running;
    }

    Farm run() {
      SettingTexts texts = texts();
      FarmSettings settings = FarmSettings.of(texts);
      keepSettings(texts);
      CompletableFuture<Void> kafka = begin(this::kafka);
      CompletableFuture<Void> redis = begin(this::redis);
      CompletableFuture<Void> s3 = begin(this::s3);
      CompletableFuture<Supervisor> workers =
          begin(folder::stopLeftovers).thenApplyAsync(_ -> workers(), threads);
      CompletableFuture<Void> models = s3.thenRunAsync(() -> models(settings), threads);
      CompletableFuture<Void> scheduler = kafka.thenRunAsync(() -> scheduler(settings), threads);
      CompletableFuture<GatewayPart> gateway =
          kafka.thenApplyAsync(_ -> gateway(settings), threads);
      await(CompletableFuture.allOf(redis, models, scheduler, gateway, workers));
      FarmAddress address =
          new FarmAddress(
              gateway.join().url(),
              gateway.join().apiKey(),
              settings.gateway().place().tls().map(Tls::certificate));
      awaitReady(address);
      write(folder.root().resolve(FarmAddress.FILE), address.json());
      return new Farm(running, address, workers.join());
    }

    /** What was given wins over what the embedded farm says, and the defaults come last. */
    private SettingTexts texts() {
      Map<String, String> own = new HashMap<>();
      own.put(Settings.ALLOW_NOOP.key(), "true");
      own.put(Settings.KAFKA_CONNECT.key(), plan.readyLimit().toSeconds() + "s");
      own.put(Settings.WORKER_CACHE.key(), folder.models().toString());
      own.put(Settings.WORKER_FOLDER.key(), folder.root().toString());
      folder.key().ifPresent(key -> own.put(Settings.GATEWAY_KEY.key(), key));
      if (!plan.given().has(Settings.S3_ENDPOINT)) {
        var credentials = EmbeddedS3.credentials(folder.s3());
        own.put(Settings.S3_ACCESS_KEY.key(), credentials.accessKey());
        own.put(Settings.S3_SECRET_KEY.key(), credentials.secretKey());
      }
      if (!plan.given().has(Settings.WEBHOOKS_SECRET_KEY)) {
        own.put(Settings.WEBHOOKS_SECRET_KEY.key(), folder.sealingKey());
      }
      Map<String, String> last = Map.of(Settings.GATEWAY_PORT.key(), Integer.toString(plan.port()));
      return ports
          .settings()
          .under(SettingTexts.of(own, "the embedded farm"))
          .under(plan.given())
          .under(SettingTexts.of(last, "--port"));
    }

    /** For the workers, and for commands that speak to the farm's servers directly. */
    private void keepSettings(SettingTexts texts) {
      Properties lines = new Properties();
      lines.putAll(texts.texts());
      StringWriter text = new StringWriter();
      try {
        lines.store(text, null);
      } catch (IOException e) {
        throw new IllegalStateException("a string can be written to", e);
      }
      write(FarmFolder.settings(folder.root()), text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void write(Path file, byte[] bytes) {
      try {
        Private.write(file, bytes);
      } catch (IOException e) {
        throw new EmbeddedException("cannot write " + file + ": " + e.getMessage(), e);
      }
    }

    private void kafka() {
      if (!plan.given().has(Settings.KAFKA_BOOTSTRAP)) {
        var settings = EmbeddedKafka.Settings.of(folder.kafka(), ports.kafka(), ports.controller());
        var _ = running.keep(Stage.SERVERS, () -> EmbeddedKafka.start(settings));
      }
    }

    private void redis() {
      if (!plan.given().has(Settings.REDIS_URL)) {
        var settings = EmbeddedRedis.Settings.of(folder.redis(), ports.redis());
        var _ = running.keep(Stage.SERVERS, () -> KeptRedis.start(settings, RestartPolicy.DEFAULT));
      }
    }

    private void s3() {
      if (!plan.given().has(Settings.S3_ENDPOINT)) {
        var settings = EmbeddedS3.Settings.of(folder.s3(), ports.s3());
        var _ = running.keep(Stage.SERVERS, () -> EmbeddedS3.start(settings));
      }
    }

    private Supervisor workers() {
      return running.keep(
          Stage.WORKERS,
          () ->
              Supervisor.start(
                  WorkerChildren.of(folder.root(), plan.workers()), RestartPolicy.DEFAULT, STOP));
    }

    private void scheduler(FarmSettings settings) {
      var _ =
          running.keep(
              Stage.SCHEDULER, () -> SchedulerService.start(settings.scheduler(), metrics));
    }

    private GatewayPart gateway(FarmSettings settings) {
      GatewayPart gateway = running.keep(Stage.EDGE, () -> GatewayPart.start(settings));
      metrics.add(gateway.metrics());
      return gateway;
    }

    private void models(FarmSettings settings) {
      try (ModelBucket bucket = ModelBucket.open(settings.stores().s3())) {
        ShippedModels.publish(bucket.models(), plan.models());
      }
    }

    private void awaitReady(FarmAddress address) {
      long end = System.nanoTime() + plan.readyLimit().toNanos();
      String why = "it does not answer";
      try (FarmClient client = new FarmClient(address)) {
        while (System.nanoTime() < end) {
          try {
            var _ = client.get("/readyz");
            return;
          } catch (FarmRefused e) {
            why = String.valueOf(e.getMessage());
          } catch (FarmUnreachable e) {
            why = String.valueOf(e.getMessage());
          }
          Thread.sleep(READY_POLL);
        }
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
      throw new EmbeddedException(
          "the farm takes no jobs after " + plan.readyLimit().toSeconds() + " s: " + why);
    }

    private static EmbeddedException interrupted(InterruptedException e) {
      Thread.currentThread().interrupt();
      return new EmbeddedException("interrupted while the farm started", e);
    }

    private CompletableFuture<Void> begin(Runnable action) {
      return CompletableFuture.runAsync(action, threads);
    }

    private static void await(CompletableFuture<Void> all) {
      try {
        var _ = all.get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException cause) {
          throw cause;
        }
        throw new EmbeddedException("the farm cannot start: " + e.getMessage(), e);
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
    }
  }
}
