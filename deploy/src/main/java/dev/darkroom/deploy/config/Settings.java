package dev.darkroom.deploy.config;

import dev.darkroom.gateway.hook.SealingKey;
import dev.darkroom.gateway.limit.Rate;
import dev.darkroom.storage.connect.StoreSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Every setting there is. */
public final class Settings {
  private static final int MAX_PORT = 65_535;

  // Where the log is.
  public static final Setting<String> KAFKA_BOOTSTRAP =
      Setting.open(
          StoreSettings.KAFKA_BOOTSTRAP,
          Form.TEXT,
          "Kafka brokers: host:port, several separated by commas");
  static final Setting<String> KAFKA_PREFIX =
      Setting.of("kafka.prefix", "darkroom", Form.TEXT, "What the topics' names begin with");
  static final Setting<Integer> KAFKA_PARTITIONS =
      Setting.of(
          StoreSettings.KAFKA_PARTITIONS,
          "4",
          Form.whole(1, 1_024),
          "Partitions of each topic, for good");
  static final Setting<Integer> KAFKA_REPLICATION =
      Setting.of("kafka.replication", "1", Form.whole(1, 9), "Copies of each topic");
  public static final Setting<Duration> KAFKA_CONNECT =
      Setting.of(
          "kafka.connect-timeout",
          "30s",
          Form.DURATION_FORM,
          "Time to reach a broker at the start");
  static final Setting<Duration> KAFKA_DELIVERY =
      Setting.of(
          "kafka.delivery-timeout", "20s", Form.DURATION_FORM, "Time for a record to be taken");
  static final Setting<Duration> KAFKA_TRANSACTION =
      Setting.open(
          "kafka.transaction-timeout",
          Form.DURATION_FORM,
          "When a silent scheduler's transaction ends; left out: 10s, or half a shorter lease");

  // Where progress is.
  public static final Setting<URI> REDIS_URL =
      Setting.open(
          StoreSettings.REDIS_URL,
          Form.ADDRESS,
          "Redis: redis://[user:password@]host:port[/database]");
  static final Setting<String> REDIS_PREFIX =
      Setting.of("redis.prefix", "darkroom", Form.TEXT, "What the keys' names begin with");

  // Where files are.
  public static final Setting<URI> S3_ENDPOINT =
      Setting.open(StoreSettings.S3_ENDPOINT, Form.ADDRESS, "The S3 server");
  static final Setting<URI> S3_PUBLIC_ENDPOINT =
      Setting.open(
          StoreSettings.S3_PUBLIC_ENDPOINT,
          Form.ADDRESS,
          "Where clients reach it, for which URLs are signed; left out: s3.endpoint");
  static final Setting<String> S3_REGION =
      Setting.of(
          StoreSettings.S3_REGION,
          "us-east-1",
          Form.TEXT,
          "The region that requests are signed for");
  static final Setting<String> S3_BUCKET =
      Setting.of(
          StoreSettings.S3_BUCKET, "darkroom", Form.TEXT, "The bucket; made where it is missing");
  public static final Setting<String> S3_ACCESS_KEY =
      Setting.open(StoreSettings.S3_ACCESS_KEY, Form.TEXT, "Whose requests they are");
  public static final Setting<String> S3_SECRET_KEY =
      Setting.open(StoreSettings.S3_SECRET_KEY, Form.TEXT, "The secret that they are signed with");

  // What holds for the whole farm.
  public static final Setting<Duration> LEASE =
      Setting.of("farm.lease", "30s", Form.DURATION_FORM, "How long a worker may be silent");
  public static final Setting<Boolean> ALLOW_NOOP =
      Setting.of(
          "farm.allow-noop", "false", Form.TRUTH, "Whether jobs that draw nothing are taken");

  static final Setting<Boolean> CACHE =
      Setting.of(
          "farm.cache",
          "false",
          Form.TRUTH,
          "Whether jobs that say nothing of cache may be given what an earlier one made");

  // The gateway.
  static final Setting<String> GATEWAY_HOST =
      Setting.of("gateway.host", "127.0.0.1", Form.TEXT, "The address to listen on");
  public static final Setting<Integer> GATEWAY_PORT =
      Setting.of(
          "gateway.port", "8080", Form.whole(0, MAX_PORT), "The port to listen on; 0 for any free");
  static final Setting<URI> GATEWAY_PUBLIC_URL =
      Setting.open(
          "gateway.public-url", Form.ADDRESS, "Where clients reach it; left out: where it listens");
  public static final Setting<String> GATEWAY_KEY =
      Setting.open("gateway.key", Form.TEXT, "The key that clients need; left out: one is drawn");
  public static final Setting<Path> TLS_CERTIFICATE =
      Setting.open(
          "gateway.tls-certificate",
          Form.FILE,
          "PEM file of its certificate, those that lead to the authority behind it; left out: plain"
              + " HTTP");
  static final Setting<Path> TLS_KEY =
      Setting.open(
          "gateway.tls-key", Form.FILE, "PEM file of the certificate's key, without a password");
  static final Setting<Duration> GATEWAY_URL_TTL =
      Setting.of(
          "gateway.url-ttl",
          "1h",
          Form.DURATION_FORM,
          "How long presigned URLs are good, to fetch outputs from and to put files to");
  static final Setting<Rate> GATEWAY_KEY_RATE =
      Setting.of(
          "gateway.key-rate",
          "off",
          Form.RATE,
          "How often one key may ask: 600/1m for 600 a minute");
  static final Setting<Rate> GATEWAY_TENANT_RATE =
      Setting.of(
          "gateway.tenant-rate",
          "off",
          Form.RATE,
          "How often all keys of one tenant together may ask");
  static final Setting<Integer> GATEWAY_TENANT_OPEN =
      Setting.of(
          "gateway.tenant-open",
          "0",
          Form.whole(0, 1_000_000),
          "Requests of one tenant that are open at once, streams among them; 0 for no limit");
  static final Setting<String> OIDC_ISSUER =
      Setting.open(
          "gateway.oidc.issuer",
          Form.TEXT,
          "Whose tokens are let in beside keys; left out: nobody's");
  static final Setting<String> OIDC_AUDIENCE =
      Setting.of("gateway.oidc.audience", "darkroom", Form.TEXT, "What a token must be meant for");
  static final Setting<URI> OIDC_KEYS =
      Setting.open("gateway.oidc.jwks-uri", Form.ADDRESS, "Where the issuer's public keys are");
  static final Setting<List<String>> OIDC_ALGORITHMS =
      Setting.of(
          "gateway.oidc.algorithms",
          "RS256,ES256",
          Form.NAMES,
          "What tokens may be signed with: RS, PS or ES with 256, 384 or 512");
  static final Setting<String> OIDC_TENANT =
      Setting.of(
          "gateway.oidc.tenant-claim", "tenant", Form.TEXT, "The claim that names the tenant");
  static final Setting<String> OIDC_ROLE =
      Setting.of(
          "gateway.oidc.role-claim",
          "roles",
          Form.TEXT,
          "The claim that names roles; a dot leads into an object: realm_access.roles");
  static final Setting<String> OIDC_ROLE_PREFIX =
      Setting.open(
          "gateway.oidc.role-prefix", Form.TEXT, "What the issuer's names of our roles begin with");
  static final Setting<Duration> OIDC_SKEW =
      Setting.of(
          "gateway.oidc.skew", "60s", Form.DURATION_FORM, "How far the issuer's clock may be off");
  static final Setting<Duration> JANITOR_EVERY =
      Setting.of(
          "janitor.every", "10m", Form.DURATION_FORM, "Between two sweeps of the object store");
  static final Setting<Duration> JANITOR_GRACE =
      Setting.of(
          "janitor.grace",
          "1h",
          Form.DURATION_FORM,
          "How long nothing is swept after it was written; above two leases");
  static final Setting<Duration> JANITOR_RESULTS =
      Setting.of("janitor.results", "168h", Form.DURATION_FORM, "How long a job's result is kept");
  static final Setting<Duration> JANITOR_UPLOADS =
      Setting.of(
          "janitor.uploads",
          "168h",
          Form.DURATION_FORM,
          "How long a file is kept after it was brought or used last; longer while a job may need"
              + " it");
  static final Setting<Duration> JANITOR_BATCHES =
      Setting.of(
          "janitor.batches",
          "720h",
          Form.DURATION_FORM,
          "How long a batch's lines, results and files are kept after its end");
  static final Setting<Duration> JANITOR_BATCH_RECORDS =
      Setting.of(
          "janitor.batch-records",
          "8760h",
          Form.DURATION_FORM,
          "How long a batch itself is known after its end");
  static final Setting<List<String>> WEBHOOKS_ALLOW =
      Setting.open(
          "webhooks.allow",
          Form.NAMES,
          "Networks that webhooks may reach though they are not public: 10.0.0.0/8,fd00::/8; left"
              + " out: none");
  static final Setting<Duration> WEBHOOKS_TIMEOUT =
      Setting.of(
          "webhooks.timeout",
          "20s",
          Form.DURATION_FORM,
          "How long a webhook's receiver may take to answer; 1s to 30s");
  public static final Setting<List<SealingKey>> WEBHOOKS_SECRET_KEY =
      Setting.open(
          "webhooks.secret-key",
          Form.SEALING_KEYS,
          "What webhooks' secrets are sealed with in the log: 32 bytes in base64; several, the"
              + " newest first, while one is changed; left out: they can be read there");

  // The scheduler.
  static final Setting<String> SCHEDULER_NAME =
      Setting.of("scheduler.name", "scheduler", Form.TEXT, "This process among the schedulers");
  static final Setting<Duration> SCHEDULER_SESSION =
      Setting.of(
          "scheduler.session-timeout",
          "10s",
          Form.DURATION_FORM,
          "Silence after which another scheduler takes over");
  static final Setting<Duration> SCHEDULER_RETENTION =
      Setting.of(
          "scheduler.retention", "24h", Form.DURATION_FORM, "How long an ended job is remembered");

  static final Setting<Integer> SCHEDULER_STATUS_PORT =
      Setting.open(
          "scheduler.status-port",
          Form.whole(0, MAX_PORT),
          "Where one that runs alone answers /readyz and /metrics; left out: nowhere");
  static final Setting<Duration> SHARING_HALF_LIFE =
      Setting.of(
          "scheduler.half-life",
          "1h",
          Form.DURATION_FORM,
          "In which the worker time that a tenant has had counts for half");
  static final Setting<Duration> SHARING_AGING =
      Setting.of(
          "scheduler.aging",
          "10m",
          Form.DURATION_FORM,
          "A job that has waited for so long counts as one priority higher");
  public static final Setting<Integer> SHARING_LOOK_AHEAD =
      Setting.of(
          "scheduler.look-ahead",
          "32",
          Form.whole(0, 1_000),
          "Jobs that one may overtake because the worker holds its model");
  static final Setting<Duration> SHARING_LINGER =
      Setting.of(
          "scheduler.linger",
          "5ms",
          Form.DURATION_FORM,
          "How long a job waits for others to be leased with, while there is room");
  static final Setting<Duration> PREEMPTION_LEAST =
      Setting.of(
          "scheduler.preempt-after",
          "30s",
          Form.DURATION_FORM,
          "How long a training runs before it gives way to a more urgent job");
  static final Setting<Duration> PREEMPTION_PAUSE =
      Setting.of(
          "scheduler.preempt-pause",
          "10m",
          Form.DURATION_FORM,
          "How long a training that gave way is left alone after that");
  static final Setting<Integer> BREAKER_FAILURES =
      Setting.of(
          "scheduler.breaker-failures",
          "5",
          Form.whole(1, 1_000),
          "Failures of a model in a row after which a worker is not given it for a while");
  static final Setting<Duration> BREAKER_OPEN =
      Setting.of(
          "scheduler.breaker-open",
          "10s",
          Form.DURATION_FORM,
          "How long that is the first time; it doubles with every trial that fails");
  static final Setting<Duration> BREAKER_LONGEST =
      Setting.of("scheduler.breaker-longest", "2m", Form.DURATION_FORM, "How long that is at most");

  // The worker.
  public static final Setting<String> WORKER_NAME =
      Setting.open("worker.name", Form.TEXT, "Unique in the farm; left out: the host's name");
  public static final Setting<String> WORKER_POOL =
      Setting.of("worker.pool", "default", Form.TEXT, "The pool that it works in");
  public static final Setting<Map<String, String>> WORKER_LABELS =
      Setting.open("worker.labels", Form.PAIRS, "Its operator's own words: name=value,name=value");
  static final Setting<String> WORKER_DEVICE =
      Setting.of("worker.device", "cpu", Form.TEXT, "What it computes on: cpu or cuda:N");
  static final Setting<String> WORKER_DTYPE =
      Setting.open("worker.dtype", Form.TEXT, "F32, F16 or BF16; left out: the model's own choice");
  static final Setting<Boolean> WORKER_CHANNELS_LAST =
      Setting.of(
          "worker.channels-last", "false", Form.TRUTH, "Whether pictures lie pixel by pixel");
  static final Setting<Integer> WORKER_THREADS =
      Setting.of("worker.threads", "1", Form.whole(1, 1_024), "Threads of one native operation");
  public static final Setting<Long> WORKER_MODEL_MEMORY =
      Setting.of(
          "worker.model-memory", "4GiB", Form.BYTES_FORM, "What models may occupy in memory");
  public static final Setting<Integer> WORKER_BATCH =
      Setting.of("worker.batch", "4", Form.whole(1, 64), "Pictures that are drawn together");
  public static final Setting<Integer> WORKER_MAX_BATCH =
      Setting.open(
          "worker.max-batch",
          Form.whole(1, 64),
          "Pictures of different jobs that are leased together; 1 for none; left out:"
              + " worker.batch");
  static final Setting<List<String>> WORKER_MODELS =
      Setting.open(
          "worker.models", Form.NAMES, "The only models that it runs: name,name; left out: any");
  static final Setting<String> WORKER_CLASS =
      Setting.open(
          "worker.class",
          Form.TEXT,
          "Under what its speed is learned; left out: its device's name");
  static final Setting<Duration> WORKER_DRAIN =
      Setting.of(
          "worker.drain-limit", "10m", Form.DURATION_FORM, "How long a drain may finish a job");
  public static final Setting<Path> WORKER_FOLDER =
      Setting.open("worker.folder", Form.FOLDER, "Its files; left out: ~/.darkroom/worker");
  public static final Setting<Path> WORKER_CACHE =
      Setting.open("worker.cache", Form.FOLDER, "Models on disk; left out: in its folder");
  static final Setting<Long> WORKER_CACHE_BYTES =
      Setting.of("worker.cache-bytes", "20GiB", Form.BYTES_FORM, "What models may occupy on disk");
  static final Setting<Long> WORKER_SPOOL_BYTES =
      Setting.of(
          "worker.spool-bytes", "1GiB", Form.BYTES_FORM, "Outputs that wait for the S3 server");

  /** In the order of the help. */
  public static final List<Setting<?>> ALL =
      List.of(
          KAFKA_BOOTSTRAP,
          KAFKA_PREFIX,
          KAFKA_PARTITIONS,
          KAFKA_REPLICATION,
          KAFKA_CONNECT,
          KAFKA_DELIVERY,
          KAFKA_TRANSACTION,
          REDIS_URL,
          REDIS_PREFIX,
          S3_ENDPOINT,
          S3_PUBLIC_ENDPOINT,
          S3_REGION,
          S3_BUCKET,
          S3_ACCESS_KEY,
          S3_SECRET_KEY,
          LEASE,
          ALLOW_NOOP,
          CACHE,
          GATEWAY_HOST,
          GATEWAY_PORT,
          GATEWAY_PUBLIC_URL,
          GATEWAY_KEY,
          TLS_CERTIFICATE,
          TLS_KEY,
          GATEWAY_URL_TTL,
          GATEWAY_KEY_RATE,
          GATEWAY_TENANT_RATE,
          GATEWAY_TENANT_OPEN,
          OIDC_ISSUER,
          OIDC_AUDIENCE,
          OIDC_KEYS,
          OIDC_ALGORITHMS,
          OIDC_TENANT,
          OIDC_ROLE,
          OIDC_ROLE_PREFIX,
          OIDC_SKEW,
          JANITOR_EVERY,
          JANITOR_GRACE,
          JANITOR_RESULTS,
          JANITOR_UPLOADS,
          JANITOR_BATCHES,
          JANITOR_BATCH_RECORDS,
          WEBHOOKS_ALLOW,
          WEBHOOKS_TIMEOUT,
          WEBHOOKS_SECRET_KEY,
          SCHEDULER_NAME,
          SCHEDULER_SESSION,
          SCHEDULER_RETENTION,
          SCHEDULER_STATUS_PORT,
          SHARING_HALF_LIFE,
          SHARING_AGING,
          SHARING_LOOK_AHEAD,
          SHARING_LINGER,
          PREEMPTION_LEAST,
          PREEMPTION_PAUSE,
          BREAKER_FAILURES,
          BREAKER_OPEN,
          BREAKER_LONGEST,
          WORKER_NAME,
          WORKER_POOL,
          WORKER_LABELS,
          WORKER_DEVICE,
          WORKER_DTYPE,
          WORKER_CHANNELS_LAST,
          WORKER_THREADS,
          WORKER_MODEL_MEMORY,
          WORKER_BATCH,
          WORKER_MAX_BATCH,
          WORKER_MODELS,
          WORKER_CLASS,
          WORKER_DRAIN,
          WORKER_FOLDER,
          WORKER_CACHE,
          WORKER_CACHE_BYTES,
          WORKER_SPOOL_BYTES);

  /** Variables that are known under a second name. */
  static final Map<String, Setting<?>> ALIASES = Map.of("DARKROOM_WEBHOOK_ALLOW", WEBHOOKS_ALLOW);

  /** Never shown. */
  static final Set<Setting<?>> SECRET =
      Set.of(S3_SECRET_KEY, GATEWAY_KEY, REDIS_URL, WEBHOOKS_SECRET_KEY);

  private Settings() {}
}
