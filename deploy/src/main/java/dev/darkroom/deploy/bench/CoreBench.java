package dev.darkroom.deploy.bench;

import dev.darkroom.deploy.bench.SchedulerRow.Durability;
import dev.darkroom.job.command.Command;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Measures the scheduler's core alone, on one thread. */
final class CoreBench {
  static final int WORKERS = 64;
  static final int MAX_BATCH = 8;
  private static final Duration WARM_UP = Duration.ofSeconds(4);

  /** Decisions a second: every job is submitted, granted, started and ended. */
  SchedulerRow decisions(Duration length) {
    CoreLoad load = new CoreLoad(1, WORKERS, MAX_BATCH);
    steady(load, WARM_UP);
    long before = load.decisions();
    long began = System.nanoTime();
    long cpu = cpu();
    long jobs = load.ended();
    steady(load, length);
    long took = System.nanoTime() - began;
    long used = cpu() - cpu;
    long decisions = load.decisions() - before;
    return SchedulerRow.of("core_decisions", Durability.MEMORY)
        .with("decisions_per_s", perSecond(decisions, took))
        .with("decisions_per_cpu_s", perSecond(decisions, used))
        .with("jobs_per_s", perSecond(load.ended() - jobs, took))
        .row();
  }

  /**
   * A million jobs wait, then all of them run: what they occupy, and how long the first and the
   * last hundredth take.
   */
  void million(int jobs, Consumer<SchedulerRow> told) {
    warmUp();
    long before = usedHeap();
    CoreFarm farm = new CoreFarm();
    Crowd crowd = new Crowd(2);
    Hundredths enqueued = new Hundredths(jobs);
    while (enqueued.done() < jobs) {
      long from = enqueued.done();
      List<Command> batch = batch(farm, crowd, from, (int) Math.min(CoreLoad.BATCH, jobs - from));
      enqueued.time(batch.size(), () -> farm.turn(batch));
    }
    long bytes = usedHeap() - before;
    told.accept(
        SchedulerRow.of("heap_million", Durability.MEMORY)
            .with("jobs", jobs)
            .with("heap_mb", bytes / 1e6)
            .with("bytes_per_job", (double) bytes / farm.state().jobs().size())
            .row());
    told.accept(drained(farm, jobs, enqueued));
  }

  private static SchedulerRow drained(CoreFarm farm, int jobs, Hundredths enqueued) {
    Hundredths drained = new Hundredths(jobs);
    farm.join(WORKERS, MAX_BATCH);
    while (farm.ended() < jobs) {
      long was = farm.ended();
      drained.time(() -> {
        farm.turn(List.of());
        return farm.ended() - was;
      });
    }
    return SchedulerRow.of("million_drain", Durability.MEMORY)
        .with("jobs", jobs)
        .with("enqueue_first_us", enqueued.firstMicros())
        .with("enqueue_last_us", enqueued.lastMicros())
        .with("enqueue_ratio", enqueued.ratio())
        .with("drain_first_us", drained.firstMicros())
        .with("drain_last_us", drained.lastMicros())
        .with("ratio", drained.ratio())
        .with("drained_per_s", perSecond(jobs, drained.nanos()))
        .row();
  }

  /** What the compiler has to learn, it learns here. */
  private static void warmUp() {
    steady(new CoreLoad(3, WORKERS, MAX_BATCH), WARM_UP);
  }

  private static void steady(CoreLoad load, Duration length) {
    long end = System.nanoTime() + length.toNanos();
    while (System.nanoTime() < end) {
      load.turn();
    }
  }

  private static List<Command> batch(CoreFarm farm, Crowd crowd, long from, int count) {
    List<Command> batch = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      batch.add(crowd.submit(from + i, farm.now()));
    }
    return batch;
  }

  /** What lives after everything else is collected. */
  private static long usedHeap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  static double perSecond(long count, long nanos) {
    return RawLog.perSecond((int) count, nanos);
  }
}
