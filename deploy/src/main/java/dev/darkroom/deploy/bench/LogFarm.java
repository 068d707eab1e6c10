package dev.darkroom.deploy.bench;

import dev.darkroom.deploy.embedded.EmbeddedKafka;
import dev.darkroom.deploy.embedded.FreePorts;
import dev.darkroom.gateway.view.FarmView;
import dev.darkroom.gateway.view.StateFollower;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.command.Command;
import dev.darkroom.job.id.JobId;
import dev.darkroom.scheduler.runtime.SchedulerService;
import dev.darkroom.scheduler.runtime.SchedulerSettings;
import dev.darkroom.storage.log.CommandSender;
import dev.darkroom.storage.log.KafkaClients;
import dev.darkroom.storage.log.KafkaLog;
import dev.darkroom.storage.log.KafkaSettings;
import dev.darkroom.storage.log.Records;
import dev.darkroom.storage.log.StateEntry;
import dev.darkroom.storage.log.Topic;
import dev.darkroom.storage.log.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What lies between a submit record and a job's committed end, in this process: an embedded broker,
 * a scheduler, the gateway's command sender and job view, and workers that only report.
 */
final class LogFarm implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(5);

  /** The shortest that a broker grants by itself. */
  static final Duration SESSION_TIMEOUT = Duration.ofSeconds(6);

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final List<Consumer<JobRecord>> ended = new CopyOnWriteArrayList<>();
  private final List<Consumer<JobId>> leased = new CopyOnWriteArrayList<>();
  private final KafkaSettings kafka;
  private final KafkaLog log;
  private final CommandSender commands;

  private LogFarm(Path folder, int partitions) {
    List<Integer> ports = FreePorts.find(2);
    EmbeddedKafka broker =
        keep(
            EmbeddedKafka.start(
                EmbeddedKafka.Settings.of(
                    folder.resolve("kafka"), ports.getFirst(), ports.getLast())));
    kafka =
        KafkaSettings.of(broker.bootstrap()).with(new Topics(Topics.DEFAULT.prefix(), partitions));
    log = keep(KafkaLog.open(kafka, "bench", UUID::randomUUID));
    commands = log.commandSender();
  }

  /** Starts a broker on an empty folder, and nothing else yet. */
  static LogFarm start(Path folder, int partitions) {
    return new LogFarm(folder, partitions);
  }

  KafkaSettings kafka() {
    return kafka;
  }

  CommandSender commands() {
    return commands;
  }

  /** Starts a scheduler and returns when all partitions are its own and it decides. */
  SchedulerService scheduler(MeterRegistry registry) throws InterruptedException {
    SchedulerService scheduler = standby("scheduler", registry);
    int all = kafka.topics().partitions();
    await(() -> scheduler.caughtUp() && scheduler.partitions().size() == all);
    return scheduler;
  }

  /** Starts a scheduler beside others and returns when it has its place among them. */
  SchedulerService standby(String name, MeterRegistry registry) throws InterruptedException {
    SchedulerSettings settings =
        SchedulerSettings.of(kafka).named(name).withSessionTimeout(SESSION_TIMEOUT);
    SchedulerService scheduler = keep(SchedulerService.start(settings, registry));
    await(scheduler::caughtUp);
    return scheduler;
  }

  /** Starts a scheduler in a process of its own, to be killed. */
  Process schedulerProcess(String name, Path folder) throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.darkroom.deploy.cli.Main",
            "run",
            "scheduler",
            "--kafka.bootstrap=" + kafka.bootstrap(),
            "--kafka.partitions=" + kafka.topics().partitions(),
            "--scheduler.name=" + name,
            "--scheduler.session-timeout=" + SESSION_TIMEOUT.toSeconds() + "s",
            // A farm has them, and its scheduler never speaks to them.
            "--redis.url=redis://127.0.0.1:1",
            "--s3.endpoint=http://127.0.0.1:1",
            "--s3.access-key=none",
            "--s3.secret-key=none");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".log").toFile())
            .start();
    var _ = keep(() -> process.destroyForcibly().waitFor());
    return process;
  }

  /** Writes so many waiting jobs into the state topic, as a scheduler would have. */
  void fill(Crowd crowd, int jobs) {
    KafkaClients clients = new KafkaClients(kafka, "bench-fill");
    String topic = kafka.topics().name(Topic.STATE);
    try (var producer = clients.producer()) {
      for (int i = 0; i < jobs; i++) {
        Command.Submit submit = crowd.submit(i, Instant.EPOCH.plusSeconds(i));
        StateEntry entry =
            new StateEntry.JobEntry(
                JobRecord.accepted(submit.header(), submit.spec(), submit.header().createdAt()));
        var _ =
            producer.send(
                new ProducerRecord<>(
                    topic, 0, Records.key(entry.key()), Records.STATE.encode(entry)));
      }
    }
  }

  /** Starts a job view as a gateway has one, and returns when it has caught up. */
  void view() throws InterruptedException {
    StateFollower view = keep(StateFollower.start(log.stateFeed(), new FarmView(this::note)));
    await(() -> view.unready().isEmpty());
  }

  /** Starts so many workers. */
  void workers(int count, int maxBatch) {
    var _ =
        keep(
            BenchFleet.start(
                new KafkaClients(kafka, "bench-fleet"),
                log.reportSender(),
                count,
                maxBatch,
                job -> leased.forEach(listener -> listener.accept(job))));
  }

  /** Calls the listener with each job as the view learns of its end. */
  void onEnd(Consumer<JobRecord> listener) {
    ended.add(listener);
  }

  /** Calls the listener with each job as its worker learns that it has it. */
  void onLease(Consumer<JobId> listener) {
    leased.add(listener);
  }

  static void await(BooleanSupplier what) throws InterruptedException {
    await(what, LIMIT);
  }

  /** Returns once it is so; throws where it is not within the limit. */
  static void await(BooleanSupplier what, Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (!what.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("the bench's farm did not get on within " + limit);
      }
      Thread.sleep(POLL);
    }
  }

  @Override
  public void close() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException("the bench's farm does not stop", e);
      }
    }
  }

  private void note(JobRecord job) {
    if (job.state().status().terminal()) {
      ended.forEach(listener -> listener.accept(job));
    }
  }

  private <T extends AutoCloseable> T keep(T part) {
    parts.push(part);
    return part;
  }
}
