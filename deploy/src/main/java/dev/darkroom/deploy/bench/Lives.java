package dev.darkroom.deploy.bench;

import dev.darkroom.job.JobRecord;
import dev.darkroom.job.TimelineEntry;
import dev.darkroom.storage.log.FarmLog;
import dev.darkroom.storage.log.StateEntry;
import dev.darkroom.storage.log.StateFeed;
import dev.darkroom.storage.log.StateRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Reads in the log when each job was leased and when it ended, on a thread of its own. */
final class Lives implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);

  private final Map<String, Life> lives = new ConcurrentHashMap<>();
  private final Thread thread;
  private volatile boolean open = true;

  /**
   * What is known of one job.
   *
   * @param toLease from its creation to its first lease, as the log has them
   * @param ended when this process read that it has
   */
  record Life(Optional<Duration> toLease, long ended) {}

  Lives(FarmLog log) {
    thread = Thread.ofPlatform().daemon().name("bench-lives").start(() -> follow(log));
  }

  /** The job's life if it is over. */
  Optional<Life> of(String job) {
    return Optional.ofNullable(lives.get(job));
  }

  private void follow(FarmLog log) {
    try (StateFeed feed = log.stateFeed()) {
      while (open) {
        feed.poll(POLL).forEach(this::note);
      }
    }
  }

  private void note(StateRecord record) {
    if (record.entry().isPresent()
        && record.entry().get() instanceof StateEntry.JobEntry entry
        && entry.job().state().status().terminal()) {
      JobRecord job = entry.job();
      var _ =
          lives.putIfAbsent(
              job.header().id().toString(), new Life(toLease(job), System.nanoTime()));
    }
  }

  private static Optional<Duration> toLease(JobRecord job) {
    Instant created = job.header().createdAt();
    return job.timeline().stream()
        .filter(entry -> entry.what().equals("leased"))
        .map(TimelineEntry::at)
        .findFirst()
        .map(leased -> Duration.between(created, leased));
  }

  @Override
  public void close() {
    open = false;
    try {
      var _ = thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
