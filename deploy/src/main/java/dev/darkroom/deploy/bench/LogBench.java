package dev.darkroom.deploy.bench;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.darkroom.deploy.bench.SchedulerRow.Durability;
import dev.darkroom.job.command.Command;
import dev.darkroom.job.id.JobId;
import dev.darkroom.scheduler.runtime.SchedulerService;
import dev.darkroom.storage.log.CommandOutcome;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Measures the scheduler with its log: what a running {@link LogFarm} takes and completes. */
final class LogBench {
  private static final Duration REPLY = Duration.ofSeconds(30);

  private final LogFarm farm;

  LogBench(LogFarm farm) {
    this.farm = farm;
  }

  /**
   * Jobs a second from the submit record to the end in the job view, with so many under way.
   *
   * @param inFlight jobs submitted and not ended: enough that nobody waits for work
   */
  SchedulerRow complete(long seed, int jobs, int inFlight) throws InterruptedException {
    Crowd crowd = new Crowd(seed);
    Semaphore room = new Semaphore(inFlight);
    AtomicInteger ended = new AtomicInteger();
    farm.onEnd(_ -> {
      ended.incrementAndGet();
      room.release();
    });
    int before = ended.get();
    long cpu = cpu();
    long began = System.nanoTime();
    for (int i = 0; i < jobs; i++) {
      room.acquire();
      send(crowd.submit(i, Instant.now()));
    }
    LogFarm.await(() -> ended.get() - before >= jobs);
    long took = System.nanoTime() - began;
    return SchedulerRow.of("dispatch_complete", Durability.ONE_BROKER)
        .with("jobs", jobs)
        .with("in_flight", inFlight)
        .with("jobs_per_s", RawLog.perSecond(jobs, took))
        .with("cpu_us_per_job", (cpu() - cpu) / 1e3 / jobs)
        .with("cpus_used", (double) (cpu() - cpu) / took)
        .row();
  }

  /** From the submit record to the worker's learning of its lease, at a steady rate. */
  SchedulerRow toLease(long seed, int perSecond, Duration length) throws InterruptedException {
    Crowd crowd = new Crowd(seed);
    Map<JobId, Long> sent = new ConcurrentHashMap<>();
    Map<JobId, Long> took = new ConcurrentHashMap<>();
    farm.onLease(job -> {
      Long from = sent.get(job);
      if (from != null) {
        took.putIfAbsent(job, System.nanoTime() - from);
      }
    });
    int count = Math.toIntExact(perSecond * length.toMillis() / 1_000);
    long began = System.nanoTime();
    for (int i = 0; i < count; i++) {
      long due = began + i * 1_000_000_000L / perSecond;
      LockSupport.parkNanos(due - System.nanoTime());
      Command.Submit submit = crowd.submit(i, Instant.now());
      sent.put(submit.header().id(), Math.max(due, began)); // our own delays are not taken off
      send(submit);
    }
    LogFarm.await(() -> took.size() == count);
    FarmRow.Times times = FarmRow.Times.of(took.values().stream().mapToLong(n -> n).toArray());
    return SchedulerRow.of("submit_to_lease", Durability.ONE_BROKER)
        .with("offered_per_s", perSecond)
        .with("jobs", count)
        .with("p50_ms", times.p50().toNanos() / 1e6)
        .with("p99_ms", times.p99().toNanos() / 1e6)
        .row();
  }

  /** The time that a scheduler takes to read so many waiting jobs from the state topic. */
  static SchedulerRow replay(LogFarm farm, int jobs) throws InterruptedException {
    farm.fill(new Crowd(20), jobs);
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    long began = System.nanoTime();
    SchedulerService scheduler = farm.scheduler(registry);
    double caughtUp = (System.nanoTime() - began) / 1e9;
    int read = scheduler.states().stream().mapToInt(state -> state.jobs().size()).sum();
    if (read != jobs) {
      throw new IllegalStateException(read + " jobs of " + jobs + " were replayed");
    }
    double replay =
        registry.get("darkroom.scheduler.replay").tag("partition", "0").timer().max(SECONDS);
    return SchedulerRow.of("replay_100k", Durability.ONE_BROKER)
        .with("jobs", jobs)
        .with("seconds", replay)
        .with("start_seconds", caughtUp)
        .row();
  }

  /**
   * A scheduler is killed while another stands by: from the kill to the first answer of the other.
   *
   * @param jobs that wait meanwhile
   */
  static SchedulerRow failover(LogFarm farm, Path folder, int jobs)
      throws IOException, InterruptedException {
    farm.fill(new Crowd(30), jobs);
    Crowd crowd = new Crowd(31);
    Process owner = farm.schedulerProcess("owner", folder);
    answered(farm, crowd.submit(0, Instant.now()));
    SchedulerService heir = farm.standby("heir", new SimpleMeterRegistry());
    LogFarm.await(heir::standingBy);
    answered(farm, crowd.submit(1, Instant.now()));
    long killed = System.nanoTime();
    var _ = owner.destroyForcibly().waitFor();
    answered(farm, crowd.submit(2, Instant.now()));
    double took = (System.nanoTime() - killed) / 1e6;
    return SchedulerRow.of("failover", Durability.ONE_BROKER)
        .with("jobs", jobs)
        .with("session_timeout_ms", (double) LogFarm.SESSION_TIMEOUT.toMillis())
        .with("to_first_answer_ms", took)
        .with("after_session_ms", took - LogFarm.SESSION_TIMEOUT.toMillis())
        .row();
  }

  private static void answered(LogFarm farm, Command command) {
    if (!(farm.commands().send(command, REPLY).join() instanceof CommandOutcome.Replied)) {
      throw new IllegalStateException("no scheduler answers within " + REPLY);
    }
  }

  private void send(Command command) {
    var _ =
        farm.commands()
            .send(command, REPLY)
            .whenComplete((_, failure) -> {
              if (failure != null) {
                throw new IllegalStateException("a submit was lost", failure);
              }
            });
  }

  private static long cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
