package dev.darkroom.deploy.bench;

import dev.darkroom.deploy.embedded.EmbeddedKafka;
import dev.darkroom.deploy.embedded.FreePorts;
import dev.darkroom.gateway.view.FarmView;
import dev.darkroom.gateway.view.StateFollower;
import dev.darkroom.job.JobId;
import dev.darkroom.job.JobRecord;
import dev.darkroom.scheduler.runtime.SchedulerService;
import dev.darkroom.scheduler.runtime.SchedulerSettings;
import dev.darkroom.storage.log.CommandSender;
import dev.darkroom.storage.log.KafkaClients;
import dev.darkroom.storage.log.KafkaLog;
import dev.darkroom.storage.log.KafkaSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What lies between a submit record and a job's committed end, in this process: an embedded broker,
 * a scheduler, the gateway's command sender and job view, and workers that only report.
 */
final class LogFarm implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(5);

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final List<Consumer<JobRecord>> ended = new CopyOnWriteArrayList<>();
  private final List<Consumer<JobId>> leased = new CopyOnWriteArrayList<>();
  private final KafkaSettings kafka;
  private final KafkaLog log;
  private final CommandSender commands;

  private LogFarm(Path folder) {
    List<Integer> ports = FreePorts.find(2);
    EmbeddedKafka broker =
        keep(
            EmbeddedKafka.start(
                EmbeddedKafka.Settings.of(
                    folder.resolve("kafka"), ports.getFirst(), ports.getLast())));
    kafka = KafkaSettings.of(broker.bootstrap());
    log = keep(KafkaLog.open(kafka, "bench", UUID::randomUUID));
    commands = log.commandSender();
  }

  /** Starts a broker on an empty folder, and nothing else yet. */
  static LogFarm start(Path folder) {
    return new LogFarm(folder);
  }

  KafkaSettings kafka() {
    return kafka;
  }

  CommandSender commands() {
    return commands;
  }

  /** Starts a scheduler and returns when it decides. */
  SchedulerService scheduler(SimpleMeterRegistry registry) throws InterruptedException {
    SchedulerService scheduler =
        keep(SchedulerService.start(SchedulerSettings.of(kafka), registry));
    int all = kafka.topics().partitions();
    await(() -> scheduler.caughtUp() && scheduler.partitions().size() == all);
    return scheduler;
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
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!what.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("the bench's farm did not get on within " + LIMIT);
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
