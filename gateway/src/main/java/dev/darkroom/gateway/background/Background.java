package dev.darkroom.gateway.background;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A daemon thread that runs until it is closed. It is never interrupted: that would break off
 * whatever its loop is closing.
 */
public final class Background implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  /** What the thread does; it ends soon after {@link #isOpen} says no. */
  @FunctionalInterface
  public interface Loop {
    void run(Background background) throws InterruptedException;
  }

  private Background(String name, Loop loop) {
    thread = Thread.ofPlatform().name(name).daemon().unstarted(() -> run(loop));
  }

  /** Starts a thread of this name. */
  public static Background start(String name, Loop loop) {
    Background background = new Background(name, loop);
    background.thread.start();
    return background;
  }

  public boolean isOpen() {
    return closed.getCount() > 0;
  }

  /** Waits so long, and no longer than it is open; answers whether it still is. */
  public boolean pause(Duration time) throws InterruptedException {
    return !closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Ends the loop, and waits for that a few seconds. */
  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join(PATIENCE);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(Loop loop) {
    try {
      loop.run(this);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
