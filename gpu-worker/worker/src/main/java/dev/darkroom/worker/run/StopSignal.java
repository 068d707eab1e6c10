package dev.darkroom.worker.run;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Says to a run, once and for all, that it must stop, or before that, that it should save what can
 * be resumed and end. Raised by one thread, heeded by the run's.
 */
public final class StopSignal {
  private final CountDownLatch raised = new CountDownLatch(1);
  private volatile boolean yieldAsked;

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
   * Does nothing, until the signal is raised: called between any two steps of a run.
   *
   * @throws RunStoppedException from then on
   */
  public void check() {
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
      if (raised.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new RunStoppedException();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new RunStoppedException();
    }
  }
}
