package dev.darkroom.gateway.view;

import dev.darkroom.gateway.background.Periodic;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.storage.janitor.Janitor;
import dev.darkroom.storage.janitor.JanitorSettings;
import dev.darkroom.storage.janitor.Jobs;
import dev.darkroom.storage.object.ObjectStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Lets the janitor sweep now and then, for as long as the gateway runs: it knows all jobs anyway.
 * Several gateways do no harm, they only sweep more often.
 */
public final class Sweeper implements AutoCloseable {
  private final Periodic sweeps;

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

  private Sweeper(Periodic sweeps) {
    this.sweeps = sweeps;
  }

  /** Sweeps for the first time after one pause. */
  public static Sweeper start(
      ObjectStore objects,
      FarmView view,
      StateFollower follower,
      Settings settings,
      InstantSource clock) {
    Janitor janitor = new Janitor(objects, jobs(view, follower), settings.rules(), clock);
    return new Sweeper(Periodic.start("gateway-janitor", settings.every(), janitor::sweep));
  }

  /** Sweeps that have failed; the bucket would only grow if all did. */
  public long failures() {
    return sweeps.failures();
  }

  @Override
  public void close() {
    sweeps.close();
  }

  private static Jobs jobs(FarmView view, StateFollower follower) {
    return new Jobs() {
      @Override
      public boolean caughtUp() {
        return follower.unready().isEmpty();
      }

      @Override
      public Optional<Instant> oldestUnfinished(TenantId tenant) {
        return view.jobs().oldestUnfinished(tenant);
      }

      @Override
      public Optional<JobRecord> find(JobId job) {
        return view.jobs().anybodys(job);
      }
    };
  }
}
