package dev.darkroom.gateway.view;

import dev.darkroom.job.JobId;
import dev.darkroom.job.JobRecord;
import dev.darkroom.storage.janitor.Janitor;
import dev.darkroom.storage.janitor.JanitorSettings;
import dev.darkroom.storage.janitor.Jobs;
import dev.darkroom.storage.object.ObjectStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the janitor sweep now and then, for as long as the gateway runs: it knows all jobs anyway.
 * Several gateways do no harm, they only sweep more often.
 */
public final class Sweeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

  private final Janitor janitor;
  private final Duration every;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread =
      Thread.ofPlatform().name("gateway-janitor").daemon().unstarted(this::run);

  /**
   * When to sweep.
   *
   * @param every between two sweeps
   */
  public record Settings(Duration every, JanitorSettings rules) {
    public static final Settings DEFAULT =
        new Settings(Duration.ofMinutes(10), JanitorSettings.DEFAULT);

    public Settings {
      if (!every.isPositive()) {
        throw new IllegalArgumentException(
            "janitor.every is " + every + ": use a duration above zero, such as 10m");
      }
    }
  }

  private Sweeper(Janitor janitor, Duration every) {
    this.janitor = janitor;
    this.every = every;
  }

  /** Sweeps for the first time after one pause. */
  public static Sweeper start(
      ObjectStore objects,
      FarmView view,
      StateFollower follower,
      Settings settings,
      InstantSource clock) {
    Janitor janitor = new Janitor(objects, jobs(view, follower), settings.rules(), clock);
    Sweeper sweeper = new Sweeper(janitor, settings.every());
    sweeper.thread.start();
    return sweeper;
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!closed.await(every.toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          var _ = janitor.sweep();
        } catch (RuntimeException e) {
          // The next sweep may do better; without any the bucket would only grow.
          LOG.error("a sweep failed", e);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static Jobs jobs(FarmView view, StateFollower follower) {
    return new Jobs() {
      @Override
      public boolean caughtUp() {
        return follower.unready().isEmpty();
      }

      @Override
      public Optional<JobRecord> find(JobId job) {
        return view.jobs().anybodys(job);
      }
    };
  }
}
