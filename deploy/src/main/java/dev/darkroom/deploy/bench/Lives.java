package dev.darkroom.deploy.bench;

import dev.darkroom.job.JobHeader;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobStatus;
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
   * @param leased its first lease, as the log has it
   * @param over its end, likewise
   * @param ended when this process read of its end
   */
  record Life(
      JobHeader header, boolean succeeded, Optional<Instant> leased, Instant over, long ended) {
    /** From its creation to its first lease. */
    Optional<Duration> toLease() {
      return leased.map(at -> Duration.between(header.createdAt(), at));
    }

    private Duration within(Instant from, Instant to) {
      Instant begin = leased.filter(from::isBefore).orElse(from);
      Duration part = Duration.between(begin, over.isBefore(to) ? over : to);
      return leased.isEmpty() || part.isNegative() ? Duration.ZERO : part;
    }
  }

  Lives(FarmLog log) {
    thread = Thread.ofPlatform().daemon().name("bench-lives").start(() -> follow(log));
  }

  /** The job's life if it is over. */
  Optional<Life> of(String job) {
    return Optional.ofNullable(lives.get(job));
  }

  /** The workers' time that a tenant has had between the two, in runs that are over. */
  Duration workedFor(String tenant, Instant from, Instant to) {
    return lives.values().stream()
        .filter(life -> life.header().tenant().value().equals(tenant))
        .map(life -> life.within(from, to))
        .reduce(Duration.ZERO, Duration::plus);
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
      var _ = lives.putIfAbsent(job.header().id().toString(), life(job));
    }
  }

  private static Life life(JobRecord job) {
    return new Life(
        job.header(),
        job.state().status() == JobStatus.SUCCEEDED,
        first(job, "leased"),
        job.timeline().getLast().at(),
        System.nanoTime());
  }

  private static Optional<Instant> first(JobRecord job, String what) {
    return job.timeline().stream()
        .filter(entry -> entry.what().equals(what))
        .map(TimelineEntry::at)
        .findFirst();
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
