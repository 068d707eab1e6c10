package dev.darkroom.gateway.batch;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/** Runs many small tasks at once, and no more than so many. */
final class Flights {
  private Flights() {}

  /** Returns when all of them are done. */
  static void run(List<Runnable> tasks, int atOnce, Executor threads) throws InterruptedException {
    Semaphore permits = new Semaphore(atOnce);
    for (Runnable task : tasks) {
      permits.acquire();
      threads.execute(() -> {
        try {
          task.run();
        } finally {
          permits.release();
        }
      });
    }
    permits.acquire(atOnce);
  }
}
