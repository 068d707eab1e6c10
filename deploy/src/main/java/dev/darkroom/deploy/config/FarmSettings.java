package dev.darkroom.deploy.config;

import dev.darkroom.gateway.GatewaySettings;
import dev.darkroom.gateway.hook.HookSettings;
import dev.darkroom.gateway.hook.Network;
import dev.darkroom.gateway.http.Tls;
import dev.darkroom.gateway.limit.Limits;
import dev.darkroom.gateway.request.RequestLimits;
import dev.darkroom.gateway.token.TokenSettings;
import dev.darkroom.gateway.view.Sweeper;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.worker.Breaker;
import dev.darkroom.model.LoadOptions;
import dev.darkroom.nn.Device;
import dev.darkroom.scheduler.core.policy.SchedulerPolicy;
import dev.darkroom.scheduler.core.policy.Sharing;
import dev.darkroom.scheduler.runtime.SchedulerSettings;
import dev.darkroom.storage.connect.StoreSettings;
import dev.darkroom.storage.janitor.JanitorSettings;
import dev.darkroom.storage.log.KafkaSettings;
import dev.darkroom.storage.log.Topics;
import dev.darkroom.storage.object.S3Settings;
import dev.darkroom.storage.progress.RedisSettings;
import dev.darkroom.weights.DType;
import dev.darkroom.worker.DeviceName;
import dev.darkroom.worker.WorkerSettings;
import dev.darkroom.worker.core.Timing;
import dev.darkroom.worker.run.Patience;
import dev.darkroom.worker.run.Runners;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The settings of a whole farm, checked; each part takes its own.
 *
 * @param cache where and how much a worker keeps of models
 */
public record FarmSettings(
    StoreSettings stores,
    GatewaySettings gateway,
    SchedulerSettings scheduler,
    WorkerSettings worker,
    CacheSettings cache) {
  private static final Duration LONGEST_TRANSACTION = Duration.ofSeconds(10);

  /** A worker's models on disk: the folder, and how many bytes it may hold. */
  public record CacheSettings(Path folder, long maxBytes) {}

  /**
   * Reads them all.
   *
   * @throws SettingException where one is missing or wrong, naming it
   */
  public static FarmSettings of(SettingTexts texts) {
    return checked(() -> {
      KafkaSettings kafka = kafka(texts);
      Path folder = workerFolder(texts);
      return new FarmSettings(
          new StoreSettings(kafka, redis(texts), s3(texts)),
          gateway(texts),
          scheduler(texts, kafka),
          worker(texts, folder),
          new CacheSettings(
              texts.find(Settings.WORKER_CACHE).orElse(folder.resolve("models")),
              texts.get(Settings.WORKER_CACHE_BYTES)));
    });
  }

  /**
   * A scheduler that runs alone: it stands on the log and on nothing else.
   *
   * @param statusPort where it tells how it is; empty for nowhere
   */
  public record SchedulerAlone(SchedulerSettings settings, Optional<Integer> statusPort) {}

  /**
   * Reads what a scheduler that runs alone needs.
   *
   * @throws SettingException where one is missing or wrong, naming it
   */
  public static SchedulerAlone schedulerOf(SettingTexts texts) {
    return checked(() ->
        new SchedulerAlone(
            scheduler(texts, kafka(texts)), texts.find(Settings.SCHEDULER_STATUS_PORT)));
  }

  /** The S3 server alone, for commands that need no more. */
  public static S3Settings s3Of(SettingTexts texts) {
    return checked(() -> s3(texts));
  }

  private static KafkaSettings kafka(SettingTexts texts) {
    Duration halfLease = texts.get(Settings.LEASE).dividedBy(2);
    Duration transaction =
        texts
            .find(Settings.KAFKA_TRANSACTION)
            .orElse(halfLease.compareTo(LONGEST_TRANSACTION) < 0 ? halfLease : LONGEST_TRANSACTION);
    return new KafkaSettings(
        texts.get(Settings.KAFKA_BOOTSTRAP),
        new Topics(texts.get(Settings.KAFKA_PREFIX), texts.get(Settings.KAFKA_PARTITIONS)),
        texts.get(Settings.KAFKA_REPLICATION).shortValue(),
        texts.get(Settings.KAFKA_CONNECT),
        texts.get(Settings.KAFKA_DELIVERY),
        transaction,
        texts.kafkaClient());
  }

  private static RedisSettings redis(SettingTexts texts) {
    return RedisSettings.of(texts.get(Settings.REDIS_URL))
        .withPrefix(texts.get(Settings.REDIS_PREFIX));
  }

  private static S3Settings s3(SettingTexts texts) {
    return new S3Settings(
        texts.get(Settings.S3_ENDPOINT),
        texts.find(Settings.S3_PUBLIC_ENDPOINT),
        texts.get(Settings.S3_REGION),
        texts.get(Settings.S3_BUCKET),
        new S3Settings.Credentials(
            texts.get(Settings.S3_ACCESS_KEY), texts.get(Settings.S3_SECRET_KEY)),
        S3Settings.Waits.DEFAULT);
  }

  private static GatewaySettings gateway(SettingTexts texts) {
    GatewaySettings settings =
        GatewaySettings.onPort(texts.get(Settings.GATEWAY_PORT))
            .withHost(texts.get(Settings.GATEWAY_HOST))
            .with(
                RequestLimits.DEFAULT
                    .withNoop(texts.get(Settings.ALLOW_NOOP))
                    .withCache(texts.get(Settings.CACHE)))
            .with(GatewaySettings.Times.DEFAULT.signingFor(texts.get(Settings.GATEWAY_URL_TTL)))
            .with(janitor(texts))
            .with(
                new Limits(
                    texts.get(Settings.GATEWAY_KEY_RATE),
                    texts.get(Settings.GATEWAY_TENANT_RATE),
                    texts.get(Settings.GATEWAY_TENANT_OPEN)))
            .with(webhooks(texts));
    settings =
        texts.find(Settings.GATEWAY_PUBLIC_URL).map(settings::withPublicUrl).orElse(settings);
    settings = tls(texts).map(settings::with).orElse(settings);
    settings = tokens(texts).map(settings::with).orElse(settings);
    return texts.find(Settings.GATEWAY_KEY).map(settings::withApiKey).orElse(settings);
  }

  private static Optional<Tls> tls(SettingTexts texts) {
    Optional<Path> certificate = texts.find(Settings.TLS_CERTIFICATE);
    Optional<Path> key = texts.find(Settings.TLS_KEY);
    if (certificate.isPresent() != key.isPresent()) {
      throw new SettingException(
          "%s is given without %s: give both, or neither for plain HTTP"
              .formatted(
                  certificate.isPresent() ? "gateway.tls-certificate" : "gateway.tls-key",
                  certificate.isPresent() ? "gateway.tls-key" : "gateway.tls-certificate"));
    }
    return certificate.flatMap(cert -> key.map(own -> new Tls(cert, own, Tls.REREAD)));
  }

  private static Optional<TokenSettings> tokens(SettingTexts texts) {
    return texts
        .find(Settings.OIDC_ISSUER)
        .map(issuer ->
            new TokenSettings(
                issuer,
                texts.get(Settings.OIDC_AUDIENCE),
                texts.get(Settings.OIDC_KEYS),
                texts.get(Settings.OIDC_ALGORITHMS),
                new TokenSettings.ClaimNames(
                    texts.get(Settings.OIDC_TENANT),
                    texts.get(Settings.OIDC_ROLE),
                    texts.find(Settings.OIDC_ROLE_PREFIX).orElse("")),
                texts.get(Settings.OIDC_SKEW)));
  }

  private static HookSettings webhooks(SettingTexts texts) {
    return HookSettings.DEFAULT
        .allowing(
            texts.find(Settings.WEBHOOKS_ALLOW).orElse(List.of()).stream()
                .map(Network::parse)
                .toList())
        .withTimeout(texts.get(Settings.WEBHOOKS_TIMEOUT))
        .sealing(texts.find(Settings.WEBHOOKS_SECRET_KEY).orElse(List.of()));
  }

  private static Sweeper.Settings janitor(SettingTexts texts) {
    JanitorSettings rules = JanitorSettings.DEFAULT;
    return new Sweeper.Settings(
        texts.get(Settings.JANITOR_EVERY),
        new JanitorSettings(
            texts.get(Settings.JANITOR_GRACE),
            texts.get(Settings.JANITOR_RESULTS),
            rules.uploads(),
            texts.get(Settings.JANITOR_UPLOADS),
            new JanitorSettings.BatchKeeping(
                texts.get(Settings.JANITOR_BATCHES), texts.get(Settings.JANITOR_BATCH_RECORDS)),
            rules.objectsPerSweep()));
  }

  private static SchedulerSettings scheduler(SettingTexts texts, KafkaSettings kafka) {
    SchedulerPolicy.Retention kept = SchedulerPolicy.Retention.DEFAULT;
    return SchedulerSettings.of(kafka)
        .named(texts.get(Settings.SCHEDULER_NAME))
        .withSessionTimeout(texts.get(Settings.SCHEDULER_SESSION))
        .with(
            SchedulerPolicy.DEFAULT
                .withLease(texts.get(Settings.LEASE))
                .with(
                    new SchedulerPolicy.Retention(
                        texts.get(Settings.SCHEDULER_RETENTION), kept.gone(), kept.maxEnded()))
                .with(sharing(texts))
                .with(
                    new Breaker.Policy(
                        texts.get(Settings.BREAKER_FAILURES),
                        texts.get(Settings.BREAKER_OPEN),
                        texts.get(Settings.BREAKER_LONGEST))));
  }

  private static Sharing sharing(SettingTexts texts) {
    return new Sharing(
        texts.get(Settings.SHARING_HALF_LIFE),
        texts.get(Settings.SHARING_AGING),
        texts.get(Settings.SHARING_LOOK_AHEAD),
        Sharing.DEFAULT.span(),
        texts.get(Settings.SHARING_LINGER),
        new Sharing.Preemption(
            texts.get(Settings.PREEMPTION_LEAST), texts.get(Settings.PREEMPTION_PAUSE)));
  }

  private static WorkerSettings worker(SettingTexts texts, Path folder) {
    String name = texts.find(Settings.WORKER_NAME).orElseGet(FarmSettings::hostName);
    Timing timing = Timing.ofLease(texts.get(Settings.LEASE));
    return new WorkerSettings(
        new WorkerSettings.Identity(
            name,
            PoolId.of(texts.get(Settings.WORKER_POOL)),
            Runners.KINDS,
            texts.find(Settings.WORKER_LABELS).orElse(Map.of())),
        new WorkerSettings.Compute(
            new LoadOptions(
                Device.parse(texts.get(Settings.WORKER_DEVICE)),
                texts.find(Settings.WORKER_DTYPE).map(FarmSettings::dtype),
                texts.get(Settings.WORKER_CHANNELS_LAST),
                texts.get(Settings.WORKER_THREADS)),
            texts.get(Settings.WORKER_MODEL_MEMORY),
            texts.get(Settings.WORKER_BATCH)),
        offer(texts),
        new WorkerSettings.SpoolSettings(
            folder.resolve("spool").resolve(name), texts.get(Settings.WORKER_SPOOL_BYTES)),
        new Timing(
            timing.lease(),
            texts.get(Settings.WORKER_DRAIN),
            timing.stopGrace(),
            timing.farewell(),
            timing.resendPause()),
        Patience.DEFAULT);
  }

  private static WorkerSettings.Offer offer(SettingTexts texts) {
    return new WorkerSettings.Offer(
        texts
            .find(Settings.WORKER_CLASS)
            .orElseGet(() -> DeviceName.of(Device.parse(texts.get(Settings.WORKER_DEVICE)))),
        Set.copyOf(texts.find(Settings.WORKER_MODELS).orElse(List.of())),
        texts.find(Settings.WORKER_MAX_BATCH).orElse(texts.get(Settings.WORKER_BATCH)));
  }

  private static Path workerFolder(SettingTexts texts) {
    return texts
        .find(Settings.WORKER_FOLDER)
        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".darkroom", "worker"));
  }

  private static DType dtype(String name) {
    return DType.named(name.toUpperCase(Locale.ROOT))
        .filter(DType::isFloating)
        .orElseThrow(() ->
            new SettingException("worker.dtype '" + name + "' is unknown: use F32, F16 or BF16"));
  }

  /** The host's name in the letters that a worker's name may have. */
  private static String hostName() {
    String host = Optional.ofNullable(System.getenv("HOSTNAME")).orElse("");
    String name = host.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-").replaceAll("^-+", "");
    return name.isEmpty() ? "worker" : name.substring(0, Math.min(name.length(), 63));
  }

  /** The parts' own rules speak of their settings already; only the kind of error is ours. */
  private static <T> T checked(Supplier<T> read) {
    try {
      return read.get();
    } catch (IllegalArgumentException e) {
      throw new SettingException(String.valueOf(e.getMessage()));
    }
  }
}
