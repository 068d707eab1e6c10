package dev.darkroom.deploy.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** The time since it was made, and the CPU time that this process has taken since. */
final class Stopwatch {
  private final long cpu = processCpu();
  private final long began = System.nanoTime();

  /** Nanoseconds. */
  long nanos() {
    return System.nanoTime() - began;
  }

  double millis() {
    return nanos() / 1e6;
  }

  /** Microseconds of CPU time for each of so many. */
  double cpuMicrosEach(int count) {
    return (processCpu() - cpu) / 1e3 / Math.max(1, count);
  }

  /** Cores that were busy for this process, on average. */
  double cpus() {
    return (double) (processCpu() - cpu) / Math.max(1, nanos());
  }

  private static long processCpu() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
