package dev.darkroom.gateway.progress;

import dev.darkroom.gateway.view.Watchers;
import dev.darkroom.gateway.view.Watchers.Watch;
import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.JobId;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.progress.ProgressEvent;
import dev.darkroom.storage.progress.ProgressId;
import dev.darkroom.storage.progress.ProgressReader;
import dev.darkroom.storage.progress.ProgressRecord;
import dev.darkroom.storage.progress.ProgressSnapshot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Fans one subscription out to the watchers of each job, and remembers the latest progress of the
 * jobs that moved last, so that lists need not ask Redis. Where Redis is down, questions answer
 * with nothing and are counted.
 */
public final class ProgressHub implements AutoCloseable {
  private static final int MAX_REMEMBERED = 10_000;

  private final ProgressReader reader;
  private final Watchers<JobId, ProgressRecord> watchers = new Watchers<>();
  private final AtomicLong failures = new AtomicLong();
  private final Map<JobId, ProgressEvent.Progress> latest = new LinkedHashMap<>();
  private final ProgressReader.Subscription subscription;

  public ProgressHub(ProgressReader reader) {
    this.reader = reader;
    this.subscription = reader.subscribe(this::tell);
  }

  /** Calls the listener, which must return at once, with the job's events from now on. */
  public Watch watch(JobId job, Consumer<ProgressRecord> listener) {
    return watchers.add(job, listener);
  }

  /** The latest that this gateway has heard of a run, without asking anybody. */
  public Optional<ProgressEvent.Progress> heard(JobId job, Epoch epoch) {
    synchronized (latest) {
      return Optional.ofNullable(latest.get(job)).filter(p -> p.epoch().equals(epoch));
    }
  }

  /** The latest of a run; asks Redis where this gateway has heard nothing. Blocks. */
  public Optional<ProgressEvent.Progress> ask(JobId job, Epoch epoch) {
    Optional<ProgressEvent.Progress> heard = heard(job, epoch);
    return heard.isPresent()
        ? heard
        : snapshot(job)
            .progress()
            .map(ProgressRecord::event)
            .filter(ProgressEvent.Progress.class::isInstance)
            .map(ProgressEvent.Progress.class::cast)
            .filter(p -> p.epoch().equals(epoch));
  }

  /** The job's latest progress and preview. Blocks. */
  public ProgressSnapshot snapshot(JobId job) {
    try {
      return reader.snapshot(job);
    } catch (StorageException _) {
      failures.incrementAndGet();
      return ProgressSnapshot.EMPTY;
    }
  }

  /** The job's events after an id, at most {@code limit}. Blocks. */
  public List<ProgressRecord> replay(JobId job, ProgressId after, int limit) {
    try {
      return reader.replay(job, after, limit);
    } catch (StorageException _) {
      failures.incrementAndGet();
      return List.of();
    }
  }

  /** Questions that Redis did not answer since the start. */
  public long failures() {
    return failures.get();
  }

  @Override
  public void close() {
    subscription.close();
  }

  private void tell(ProgressRecord record) {
    if (record.event() instanceof ProgressEvent.Progress progress) {
      remember(progress);
    }
    watchers.tell(record.event().job(), record);
  }

  private void remember(ProgressEvent.Progress progress) {
    synchronized (latest) {
      latest.remove(progress.job());
      latest.put(progress.job(), progress);
      if (latest.size() > MAX_REMEMBERED) {
        latest.remove(latest.keySet().iterator().next());
      }
    }
  }
}
