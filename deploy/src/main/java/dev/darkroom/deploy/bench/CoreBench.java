package dev.darkroom.deploy.bench;

import dev.darkroom.deploy.bench.SchedulerRow.Durability;
import dev.darkroom.job.Command;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Measures the scheduler's core alone, on one thread. */
final class CoreBench {
  private static final int BATCH = 256;
  private static final int WORKERS = 64;
  private static final int MAX_BATCH = 8;
  private static final int BACKLOG = 20_000;
  private static final Duration WARM_UP = Duration.ofSeconds(4);

  /** Decisions a second: every job is submitted, granted, started and ended. */
  SchedulerRow decisions(Duration length) {
    CoreFarm farm = new CoreFarm();
    Crowd crowd = new Crowd(1);
    farm.join(WORKERS, MAX_BATCH);
    long next = submit(farm, crowd, 0, BACKLOG);
    next = steady(farm, crowd, next, WARM_UP);
    long before = farm.decisions();
    long began = System.nanoTime();
    long cpu = cpu();
    long jobs = farm.ended();
    var _ = steady(farm, crowd, next, length);
    long took = System.nanoTime() - began;
    return SchedulerRow.of("core_decisions", Durability.MEMORY)
        .with("decisions_per_s", perSecond(farm.decisions() - before, took))
        .with("decisions_per_cpu_s", perSecond(farm.decisions() - before, cpu() - cpu))
        .with("jobs_per_s", perSecond(farm.ended() - jobs, took))
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
      List<Command> batch = batch(farm, crowd, from, (int) Math.min(BATCH, jobs - from));
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
    CoreFarm farm = new CoreFarm();
    Crowd crowd = new Crowd(3);
    long next = submit(farm, crowd, 0, 2 * BACKLOG);
    farm.join(WORKERS, MAX_BATCH);
    var _ = steady(farm, crowd, next, WARM_UP);
  }

  private static long steady(CoreFarm farm, Crowd crowd, long next, Duration length) {
    long end = System.nanoTime() + length.toNanos();
    long number = next;
    while (System.nanoTime() < end) {
      long waiting = number - farm.ended();
      int room = Math.clamp(BACKLOG - waiting, 0, BATCH);
      farm.turn(batch(farm, crowd, number, room));
      number += room;
    }
    return number;
  }

  private static long submit(CoreFarm farm, Crowd crowd, long from, int count) {
    for (long i = from; i < from + count; i += BATCH) {
      farm.turn(batch(farm, crowd, i, (int) Math.min(BATCH, from + count - i)));
    }
    return from + count;
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
