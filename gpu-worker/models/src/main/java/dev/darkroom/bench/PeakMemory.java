package dev.darkroom.bench;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Watches this process's memory from opening to closing, and keeps the moment of most. */
final class PeakMemory implements AutoCloseable {
  private static final Duration EVERY = Duration.ofMillis(100);

  private Optional<Resident> peak = Optional.empty();
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());

  PeakMemory() {
    var _ = watch.scheduleWithFixedDelay(this::look, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The greatest total seen so far; empty where the system does not tell. */
  synchronized Optional<Resident> peak() {
    look();
    return peak;
  }

  @Override
  public void close() {
    watch.shutdownNow();
  }

  private synchronized void look() {
    Optional<Resident> now = Resident.now();
    if (peak.isEmpty() || (now.isPresent() && now.get().total() > peak.get().total())) {
      peak = now;
    }
  }
}
