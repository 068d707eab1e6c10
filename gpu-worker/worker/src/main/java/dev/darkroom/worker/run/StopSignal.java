package dev.darkroom.worker.run;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Says to a run, once and for all, that it must stop, or before that, that it should save what can
 * be resumed and end. Raised by one thread, heeded by the run's.
 */
public final class StopSignal {
  /** How long a waiting run looks at nothing else. */
  private static final Duration SLICE = Duration.ofMillis(200);

  private final CountDownLatch raised = new CountDownLatch(1);
  private volatile boolean yieldAsked;
  private Runnable besides = () -> {}; // the run thread's alone

  public void raise() {
    raised.countDown();
  }

  /** The run should save what can be resumed, and end; one that cannot be resumed goes on. */
  public void askYield() {
    yieldAsked = true;
  }

  public boolean isYieldAsked() {
    return yieldAsked;
  }

  public boolean isRaised() {
    return raised.getCount() == 0;
  }

  /**
   * What else the run thread sees to whenever it looks at this signal: a run of a batch waits for
   * nothing so long that another one could not leave.
   */
  void besides(Runnable other) {
    besides = other;
  }

  /**
   * Does nothing, until the signal is raised: called between any two steps of a run.
   *
   * @throws RunStoppedException from then on
   */
  public void check() {
    besides.run();
    if (isRaised()) {
      throw new RunStoppedException();
    }
  }

  /**
   * Waits, and wakes at once when the signal is raised.
   *
   * @throws RunStoppedException if it is, or if the thread is interrupted
   */
  public void await(Duration time) {
    try {
      for (long left = time.toNanos(); left > 0; left -= SLICE.toNanos()) {
        besides.run();
        if (raised.await(Math.min(left, SLICE.toNanos()), TimeUnit.NANOSECONDS)) {
          throw new RunStoppedException();
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new RunStoppedException();
    }
  }
}
