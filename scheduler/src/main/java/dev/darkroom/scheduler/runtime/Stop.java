package dev.darkroom.scheduler.runtime;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Tells a loop to end, once and for all, and cuts its pauses short. */
final class Stop {
  private final CountDownLatch latch = new CountDownLatch(1);

  void tell() {
    latch.countDown();
  }

  boolean told() {
    return latch.getCount() == 0;
  }

  /** Waits so long, or until told; a thread that is interrupted counts as told. */
  void pause(Duration time) {
    try {
      var _ = latch.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      tell();
    }
  }
}
