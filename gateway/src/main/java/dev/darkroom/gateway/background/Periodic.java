package dev.darkroom.gateway.background;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does the same again and again, with a pause before each time. A time that fails, however it does,
 * is counted and logged, and the next one comes.
 */
public final class Periodic implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Periodic.class);

  private final String name;
  private final Runnable task;
  private final AtomicLong failures = new AtomicLong();
  private final Background thread;

  private Periodic(String name, Duration pause, Runnable task) {
    this.name = name;
    this.task = task;
    this.thread =
        Background.start(
            name,
            background -> {
              while (background.pause(pause)) {
                once();
              }
            });
  }

  /** Starts a thread of this name. */
  public static Periodic start(String name, Duration pause, Runnable task) {
    return new Periodic(name, pause, task);
  }

  /** How often the task has failed since the start. */
  public long failures() {
    return failures.get();
  }

  @Override
  public void close() {
    thread.close();
  }

  private void once() {
    try {
      task.run();
    } catch (RuntimeException e) {
      failures.incrementAndGet();
      LOG.error("{} failed and tries again: {}", name, e.getMessage(), e);
    }
  }
}
