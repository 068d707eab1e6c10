package dev.darkroom.storage;

import dev.darkroom.storage.StorageException.Code;
import java.time.Duration;
import java.util.function.Supplier;

/** The end of a bounded wait, on the monotonic clock. For the edges only: cores never wait. */
public final class Deadline {
  private final long endNanos;

  private Deadline(long endNanos) {
    this.endNanos = endNanos;
  }

  public static Deadline after(Duration limit) {
    return new Deadline(System.nanoTime() + limit.toNanos());
  }

  /** What is left; zero when it has passed. */
  public Duration left() {
    return Duration.ofNanos(Math.max(0, endNanos - System.nanoTime()));
  }

  public boolean passed() {
    return left().isZero();
  }

  /**
   * Goes on while there is time.
   *
   * @throws StorageException UNAVAILABLE with this message when it has passed
   */
  public void check(Supplier<String> message) {
    if (passed()) {
      throw new StorageException(Code.UNAVAILABLE, message.get());
    }
  }

  /**
   * Waits between two tries.
   *
   * @throws StorageException INTERRUPTED
   */
  public static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StorageException(Code.INTERRUPTED, "interrupted while waiting", e);
    }
  }
}
