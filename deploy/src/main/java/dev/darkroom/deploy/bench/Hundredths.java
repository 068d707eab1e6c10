package dev.darkroom.deploy.bench;

import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;

/**
 * The time that the first and the last hundredth of so many things took, in CPU time of the calling
 * thread, which other work on the machine does not lengthen.
 */
final class Hundredths {
  private final long all;
  private long done;
  private long nanos;
  private long firstNanos;
  private long first;
  private long lastNanos;
  private long last;

  Hundredths(long all) {
    this.all = all;
  }

  /** Times an action that does so many of them. */
  void time(int count, Runnable action) {
    time(() -> {
      action.run();
      return count;
    });
  }

  /** Times an action that says how many it has done. */
  void time(LongSupplier action) {
    long began = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    long count = action.getAsLong();
    long took = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - began;
    if (done < all / 100) {
      first += count;
      firstNanos += took;
    }
    if (done >= all - all / 100) {
      last += count;
      lastNanos += took;
    }
    done += count;
    nanos += took;
  }

  long done() {
    return done;
  }

  long nanos() {
    return nanos;
  }

  double firstMicros() {
    return firstNanos / 1e3 / Math.max(first, 1);
  }

  double lastMicros() {
    return lastNanos / 1e3 / Math.max(last, 1);
  }

  /** The last hundredth's time over the first one's: 1 where size does not matter. */
  double ratio() {
    return lastMicros() / firstMicros();
  }
}
