package dev.darkroom.bench;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Watches this process's memory from opening to closing, and keeps the moment of most. */
final class PeakMemory implements AutoCloseable {
  private static final Duration EVERY = Duration.ofMillis(100);

  private final AtomicReference<Optional<Resident>> peak = new AtomicReference<>(Optional.empty());
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());

  PeakMemory() {
    watch.scheduleWithFixedDelay(this::look, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The greatest total seen so far; empty where the system does not tell. */
  Optional<Resident> peak() {
    look();
    return peak.get();
  }

  @Override
  public void close() {
    watch.shutdownNow();
  }

  private void look() {
    Resident.now()
        .ifPresent(now ->
            peak.accumulateAndGet(
                Optional.of(now),
                (most, seen) ->
                    most.isPresent() && most.get().total() >= now.total() ? most : seen));
  }
}
