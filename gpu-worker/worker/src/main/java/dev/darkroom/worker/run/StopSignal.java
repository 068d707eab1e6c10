package dev.darkroom.worker.run;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Says to a run, once and for all, that it must stop. Raised by one thread, heeded by the run's.
 */
public final class StopSignal {
  private final CountDownLatch raised = new CountDownLatch(1);

  public void raise() {
    raised.countDown();
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
