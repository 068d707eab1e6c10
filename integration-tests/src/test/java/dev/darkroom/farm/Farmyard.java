package dev.darkroom.farm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.darkroom.client.FarmAddress;
import dev.darkroom.client.FarmClient;
import dev.darkroom.client.Job;
import dev.darkroom.deploy.config.FarmSettings;
import dev.darkroom.deploy.config.SettingTexts;
import dev.darkroom.deploy.farm.GatewayPart;
import dev.darkroom.deploy.farm.ModelCards;
import dev.darkroom.deploy.farm.WorkerPart;
import dev.darkroom.scheduler.runtime.SchedulerService;
import dev.darkroom.storage.object.ModelCard;
import dev.darkroom.storage.object.ObjectStore;
import dev.darkroom.storage.object.S3ObjectStore;
import dev.darkroom.storage.object.StoredModels;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * A farm whose parts a test starts, stops and kills one by one. All of it goes at the end, the
 * latest part first.
 */
final class Farmyard implements AutoCloseable {
  /** For whatever should be over in a moment, on a machine that has other things to do. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Pattern URL = Pattern.compile("(?m)^gateway +(http\\S+)$");
  private static final Pattern KEY = Pattern.compile("(?m)^key +(\\S+)$");

  private final Ground ground = Ground.shared();
  private final String name = Ground.freshName();
  private final Map<String, String> settings = new HashMap<>();
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final Deque<FarmClient> clients = new ArrayDeque<>();
  private final Deque<FarmAddress> addresses = new ArrayDeque<>();

  private Farmyard(Duration lease) {
    settings.put("farm.lease", lease.toMillis() + "ms");
    settings.put("farm.allow-noop", "true");
    settings.put("gateway.port", "0");
    settings.put("scheduler.session-timeout", "6s");
    settings.put("kafka.bootstrap", ground.kafka().server().bootstrap());
    settings.put("kafka.prefix", name);
    settings.put("kafka.partitions", "2");
    settings.put("redis.url", ground.redis().server().url().toString());
    settings.put("redis.prefix", name);
    settings.put("s3.endpoint", ground.s3().server().endpoint().toString());
    settings.put("s3.access-key", ground.s3().server().credentials().accessKey());
    settings.put("s3.secret-key", ground.s3().server().credentials().secretKey());
    settings.put("s3.bucket", name);
    settings.put("worker.folder", ground.folder(name).toString());
  }

  /** An empty one. */
  static Farmyard ofLease(Duration lease) {
    return new Farmyard(lease);
  }

  /** Scheduler and gateway, ready. */
  static Farmyard withoutWorkers(Duration lease) {
    Farmyard farm = new Farmyard(lease);
    try {
      farm.scheduler("scheduler-1");
      farm.gateway();
      return farm;
    } catch (RuntimeException | Error e) {
      farm.close();
      throw e;
    }
  }

  /** Scheduler, gateway and one worker, ready. */
  static Farmyard complete(Duration lease) {
    Farmyard farm = withoutWorkers(lease);
    try {
      farm.worker("worker-1");
      return farm;
    } catch (RuntimeException | Error e) {
      farm.close();
      throw e;
    }
  }

  /** A gateway and one worker more. */
  void gatewayAndWorker() {
    gateway();
    worker("worker-1");
  }

  /** Sets something for the parts that are started from now on. */
  void set(String setting, String value) {
    settings.put(setting, value);
  }

  /** Where a gateway's process says that it is reached, and its key; waits until it does. */
  static FarmAddress addressOf(Child gateway) {
    return new FarmAddress(urlOf(gateway), said(gateway, KEY));
  }

  /** Where a gateway's process says that it is reached; waits until it does. */
  static URI urlOf(Child gateway) {
    return URI.create(said(gateway, URL));
  }

  private static String said(Child process, Pattern what) {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> what.matcher(process.said()).results().map(found -> found.group(1)).findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  /** This farm's settings, with others. */
  FarmSettings settings(Map<String, String> others) {
    Map<String, String> all = new HashMap<>(settings);
    all.putAll(others);
    return FarmSettings.of(SettingTexts.of(all, "the test"));
  }

  SchedulerService scheduler(String called) {
    return keep(
        SchedulerService.start(
            settings(Map.of("scheduler.name", called)).scheduler(), new SimpleMeterRegistry()));
  }

  /** One with other dice. */
  SchedulerService scheduler(String called, RandomGenerator dice, MeterRegistry registry) {
    return keep(
        SchedulerService.start(
            settings(Map.of("scheduler.name", called)).scheduler(),
            registry,
            InstantSource.system(),
            dice));
  }

  /** One that takes jobs: a scheduler must be there. */
  FarmClient gateway() {
    GatewayPart gateway = keep(GatewayPart.start(settings(Map.of())));
    settings.put("gateway.key", gateway.apiKey()); // every gateway of a farm has the same
    FarmAddress address = new FarmAddress(gateway.url(), gateway.apiKey());
    FarmClient client = keep(new FarmClient(address));
    clients.add(client);
    addresses.add(address);
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> client.get("/readyz"), answer -> !answer.isEmpty());
    return client;
  }

  /** The first gateway's. */
  FarmClient client() {
    return clients.getFirst();
  }

  FarmAddress address() {
    return addresses.getFirst();
  }

  /** A worker in this process, serving. */
  WorkerPart worker(String called) {
    return worker(called, Map.of());
  }

  /** One with other settings. */
  WorkerPart worker(String called, Map<String, String> others) {
    Map<String, String> own = new HashMap<>(others);
    own.put("worker.name", called);
    WorkerPart worker = WorkerPart.start(settings(own));
    keep(() -> {
      worker.service().close();
      worker.close();
    });
    await().atMost(PATIENCE).until(worker.service()::isServing);
    return worker;
  }

  /** Whether one is here that takes jobs. */
  boolean hasWorker() {
    return !client().get("/v1/workers?state=idle").path("data").isEmpty();
  }

  /** A worker in a process of its own; it may take a moment to join. */
  Child workerProcess(String called) throws IOException {
    return process("worker", "--worker.name=" + called);
  }

  Child schedulerProcess(String called) throws IOException {
    return process("scheduler", "--scheduler.name=" + called);
  }

  /** {@code darkroom run PART} with this farm's settings, and flags that win over them. */
  Child process(String part, String... flags) throws IOException {
    Path folder = Files.createDirectories(ground.folder(name));
    Path file = folder.resolve("farm.properties");
    Files.write(
        file, settings.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList());
    List<String> command = new ArrayList<>(List.of("run", part, "--config", file.toString()));
    command.addAll(List.of(flags));
    return keep(Child.start(folder.resolve(part + "-" + parts.size() + ".log"), command));
  }

  /** Publishes a model's folder. */
  void publish(Path folder) {
    publish(ModelCards.card(folder), folder);
  }

  /** Publishes a folder under a card. */
  void publish(ModelCard card, Path folder) {
    try (var objects = bucket()) {
      var _ = new StoredModels(objects, InstantSource.system()).publish(card, folder);
    }
  }

  /** What its log says. */
  LogReader log() {
    return new LogReader(settings(Map.of()).stores().kafka());
  }

  /** The farm's bucket; the caller closes it. */
  S3ObjectStore bucket() {
    return new S3ObjectStore(settings(Map.of()).stores().s3());
  }

  /** Whether a run has committed. */
  boolean hasManifest(Job job, int epoch) {
    try (var objects = bucket()) {
      return objects.stat("t/default/j/" + job.id() + "/e/" + epoch + "/manifest.json").isPresent();
    }
  }

  /** How many of a job's runs have written their manifest. */
  long manifests(Job job) {
    try (var objects = bucket()) {
      return objects
          .list("t/default/j/" + job.id() + "/", Optional.empty(), ObjectStore.MAX_PAGE)
          .objects()
          .stream()
          .filter(object -> object.key().endsWith("/manifest.json"))
          .count();
    }
  }

  /** Queues a job that waits this long and draws nothing. */
  Job noop(Duration length) {
    return client().submit(noopBody(length), Optional.empty());
  }

  static Map<String, Object> noopBody(Duration length) {
    return Map.of("kind", "noop", "model", "noop", "millis", length.toMillis());
  }

  /** Waits until a job is as the test wants it. */
  Job until(Job job, Predicate<Job> wanted) {
    return await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> client().job(job.id()), wanted);
  }

  Job running(Job job) {
    return until(job, j -> j.status().equals("running"));
  }

  Job ended(Job job) {
    return until(job, Job::ended);
  }

  /** What happened to a job, in order. */
  static List<String> life(Job job) {
    return job.timeline().stream().map(Job.Moment::what).toList();
  }

  /** A job that one run finished, and that no failure touched. */
  static void assertSmoothLife(Job job) {
    assertThat(job.status()).isEqualTo("succeeded");
    assertThat(life(job)).containsExactly("queued", "leased", "running", "stored");
  }

  /** What a test does to a farm. */
  @FunctionalInterface
  interface Blow {
    void strike() throws Exception;
  }

  /** A running job and a waiting one end as if this had not been done to the farm meanwhile. */
  void assertNoJobIsDisturbedBy(Blow blow) throws Exception {
    Job running = running(noop(Duration.ofSeconds(5)));
    Job waiting = noop(Duration.ofMillis(300));

    blow.strike();

    assertSmoothLife(ended(running));
    assertSmoothLife(ended(waiting));
  }

  /** A job that one worker lost and a second one finished; only the second's run is committed. */
  void assertFinishedByAnHeir(Job done) {
    assertThat(done.status()).isEqualTo("succeeded");
    assertThat(life(done))
        .containsExactly("queued", "leased", "running", "requeued", "leased", "running", "stored");
    assertThat(hasManifest(done, 1)).isFalse();
    assertThat(hasManifest(done, 2)).isTrue();
  }

  private <T extends AutoCloseable> T keep(T part) {
    parts.push(part);
    return part;
  }

  @Override
  public void close() {
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (Exception e) {
        System.err.println("a part of the test's farm does not stop: " + e);
      }
    }
    parts.clear();
  }
}
