package dev.darkroom.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.darkroom.nn.Program;
import dev.darkroom.nn.RunConfig;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Takes a row's figures: one step to warm up, then those that count. */
final class StepMeter {
  private StepMeter() {}

  /**
   * What is measured.
   *
   * @param row by which it is known
   * @param load what it took to get ready
   * @param weightBytes of its weights in their files
   */
  record Subject(String row, RunConfig config, Duration load, long weightBytes) {}

  static ModelFigures measure(Subject subject, PeakMemory memory, int steps, Runnable step) {
    step.run();
    List<Duration> walls = new ArrayList<>();
    long cpuBefore = cpuNanos();
    Duration nativeBefore = Program.nativeTime();
    for (int i = 0; i < steps; i++) {
      long start = System.nanoTime();
      step.run();
      walls.add(Duration.ofNanos(System.nanoTime() - start));
    }
    Duration inside = Program.nativeTime().minus(nativeBefore);
    Duration cpu = Duration.ofNanos(cpuNanos() - cpuBefore).dividedBy(steps);
    Duration wall = walls.stream().reduce(Duration.ZERO, Duration::plus);
    Collections.sort(walls);
    return new ModelFigures(
        subject.row(),
        subject.config().dtype(),
        subject.config().kernels(),
        subject.config().threads(),
        steps,
        walls.get(steps / 2),
        walls.getFirst(),
        cpu,
        1 - (double) inside.toNanos() / wall.toNanos(),
        subject.load(),
        subject.weightBytes(),
        memory.peak(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }
}
