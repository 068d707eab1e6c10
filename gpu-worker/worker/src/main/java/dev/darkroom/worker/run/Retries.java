package dev.darkroom.worker.run;

import dev.darkroom.storage.StorageException;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what may fail because a service is down, again and again: while patience lasts, and the run
 * may go on.
 */
public final class Retries {
  private static final Logger log = LoggerFactory.getLogger(Retries.class);

  private final Patience patience;
  private final Pause pause;
  private final LongSupplier nanos;

  /** How a run waits; a test's may only pretend to. */
  @FunctionalInterface
  public interface Pause {
    Pause REAL = StopSignal::await;

    /**
     * Waits this long.
     *
     * @throws RunStoppedException as soon as the signal is raised
     */
    void pause(StopSignal stop, Duration time);
  }

  public Retries(Patience patience, Pause pause, LongSupplier nanos) {
    this.patience = patience;
    this.pause = pause;
    this.nanos = nanos;
  }

  /**
   * Does this until it is done.
   *
   * @param what is tried, for the log
   * @throws StorageException of the last try if the service stays down, at once if it is not down
   * @throws RunStoppedException if the run must stop meanwhile
   */
  public <T> T call(String what, StopSignal stop, Supplier<T> action) {
    long began = nanos.getAsLong();
    Duration wait = patience.first();
    while (true) {
      stop.check();
      try {
        return action.get();
      } catch (StorageException e) {
        Duration waited = Duration.ofNanos(nanos.getAsLong() - began);
        if (e.code() != StorageException.Code.UNAVAILABLE
            || waited.plus(wait).compareTo(patience.total()) > 0) {
          throw e;
        }
        log.warn(
            "waiting reason={} what={} pause_ms={}: {}",
            e.code().stable(),
            what,
            wait.toMillis(),
            e.getMessage());
      }
      pause.pause(stop, wait);
      wait =
          wait.multipliedBy(2).compareTo(patience.longest()) < 0
              ? wait.multipliedBy(2)
              : patience.longest();
    }
  }
}
