package dev.darkroom.gateway.view;

import dev.darkroom.gateway.view.Watchers.Watch;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.id.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The jobs of the log, with the gateway's own submits and cancels laid over them until the log
 * shows them, so that who was answered 202 is never answered 404. Of two pictures of a job the one
 * that tells more of its life wins. Another tenant's job does not exist. Safe for use by many
 * threads.
 */
public final class JobView {
  /** Submits that the log never showed; more than this and the oldest is forgotten. */
  private static final int MAX_OVERLAID = 10_000;

  private final JobBook book = new JobBook();
  private final Set<JobId> overlaid = new LinkedHashSet<>();
  private final Watchers<JobId, Viewed> watchers = new Watchers<>();
  private final Watchers<TenantId, Viewed> tenants = new Watchers<>();
  private Marks read = Marks.NONE;

  /** Every job that the view holds. */
  public int size() {
    return book.size();
  }

  /** The tenant's job of this id. */
  public Optional<Viewed> find(TenantId tenant, JobId id) {
    return book.find(id).filter(viewed -> viewed.job().header().tenant().equals(tenant));
  }

  /** The latest job of this tenant's own whose outputs a job of this key may be given. */
  public Optional<JobRecord> made(TenantId tenant, Digest key) {
    return book.made(tenant, key).map(Viewed::job);
  }

  /** The partition that has the job now, as far as is known; empty where it is not known at all. */
  public Optional<Integer> livesOn(JobId id) {
    return book.find(id).map(viewed -> viewed.job().livesOn());
  }

  /** The job of this id, whosever it is: for the farm's own housekeeping. */
  Optional<JobRecord> anybodys(JobId id) {
    return book.find(id).map(Viewed::job);
  }

  /** The same, waiting for one that the log is about to show. Blocks. */
  public Optional<Viewed> find(TenantId tenant, JobId id, Duration wait)
      throws InterruptedException {
    // Another tenant's job is waited for too: how long an answer takes must not tell of it.
    return await(id, viewed -> viewed.job().header().tenant().equals(tenant), wait);
  }

  /** The tenant's job once it has ended, or as it stands when {@code wait} is over. Blocks. */
  public Optional<Viewed> findEnded(TenantId tenant, JobId id, Duration wait)
      throws InterruptedException {
    Optional<Viewed> ended = await(id, v -> v.job().state().status().terminal(), wait);
    return ended.isPresent() ? ended : find(tenant, id);
  }

  /**
   * A tenant's jobs, the newest first.
   *
   * @param after the job that the page before ended with
   */
  public Page<Viewed> page(
      TenantId tenant, JobFilter filter, Optional<JobRecord> after, int limit) {
    return book.page(tenant, filter, after, limit);
  }

  /**
   * The oldest jobs of all that are accepted, of one tenant or of all; looks at each once.
   *
   * @param after the job that the selection before ended with
   */
  public Selection oldest(
      Optional<TenantId> tenant, Predicate<JobRecord> accepted, Optional<JobId> after, int limit) {
    return book.oldest(tenant, accepted, after, limit);
  }

  /** Jobs of a tenant that wait and that workers hold. */
  public record Held(int waiting, int running) {}

  /** What a tenant has of a pool. O(its jobs). */
  public Held held(TenantId tenant, PoolId pool) {
    int[] held = {0, 0};
    book.each(
        tenant,
        job -> {
          if (job.header().pool().equals(pool)) {
            switch (job.state()) {
              case JobState.Waiting _, JobState.MovedOut _ -> held[0]++;
              case JobState.Held _ -> held[1]++;
              case JobState.Ended _ -> {
                // It holds nothing any more.
              }
            }
          }
        });
    return new Held(held[0], held[1]);
  }

  /** When the oldest of a tenant's jobs that have not ended was submitted. */
  public Optional<Instant> oldestUnfinished(TenantId tenant) {
    return book.oldestUnfinished(tenant);
  }

  /** Calls the listener, which must return at once, with every change of the job from now on. */
  public Watch watch(JobId id, Consumer<Viewed> listener) {
    return watchers.add(id, listener);
  }

  /**
   * A watch on all jobs of a tenant.
   *
   * @param read how far the log had been read when it began: what the view shows later than that,
   *     the listener has been told of
   */
  public record TenantWatch(Watch watch, Marks read) {}

  /**
   * Calls the listener, which must return at once, with all that the log shows of a tenant's jobs
   * from now on.
   */
  public synchronized TenantWatch watch(TenantId tenant, Consumer<Viewed> listener) {
    return new TenantWatch(tenants.add(tenant, listener), read);
  }

  /** Those of a tenant's jobs that the log has shown and that are accepted; looks at each once. */
  public List<Viewed> inLog(TenantId tenant, Predicate<Viewed> accepted) {
    return book.inLog(tenant, accepted);
  }

  /** What the scheduler replied, or a submit that it has not answered, until the log says more. */
  public synchronized void overlay(Viewed viewed) {
    JobId id = viewed.job().header().id();
    Optional<Viewed> known = book.find(id);
    if (known.isPresent() && !known.get().isOlderThan(viewed) && known.get().answered()) {
      return;
    }
    overlaid.add(id);
    if (overlaid.size() > MAX_OVERLAID) {
      forgetOldest();
    }
    show(viewed);
  }

  /** What the log says. */
  synchronized void confirm(Viewed viewed) {
    JobId id = viewed.job().header().id();
    Optional<Viewed> known = book.find(id);
    boolean ahead = known.isPresent() && overlaid.contains(id) && viewed.isOlderThan(known.get());
    if (!ahead) {
      overlaid.remove(id);
      show(viewed);
      tenants.tell(viewed.job().header().tenant(), viewed);
    }
    read = read.with(viewed.job().partition(), viewed.offset().orElseThrow());
  }

  /** Whether the log has shown the job as it was after this, on another partition. */
  boolean outruns(JobRecord job) {
    return book.find(job.header().id())
        .filter(known -> known.offset().isPresent() && known.job().legs() > job.legs())
        .isPresent();
  }

  /** A record that tells nothing new has been read. */
  synchronized void passOver(int partition, long offset) {
    read = read.with(partition, offset);
  }

  /**
   * A partition of the log has forgotten the job. Returns what was known of it; empty where it
   * lives on another partition, and only a forward is gone.
   */
  synchronized Optional<Viewed> forget(JobId id, int partition) {
    Optional<Viewed> known = book.find(id).filter(viewed -> viewed.job().partition() == partition);
    if (known.isPresent()) {
      overlaid.remove(id);
      book.remove(id);
    }
    return known;
  }

  private void show(Viewed viewed) {
    book.put(viewed);
    watchers.tell(viewed.job().header().id(), viewed);
  }

  private void forgetOldest() {
    JobId oldest = overlaid.iterator().next();
    overlaid.remove(oldest);
    if (book.find(oldest).map(viewed -> viewed.offset().isEmpty()).orElse(false)) {
      book.remove(oldest);
    }
  }

  private Optional<Viewed> await(JobId id, Predicate<Viewed> until, Duration wait)
      throws InterruptedException {
    CompletableFuture<Viewed> found = new CompletableFuture<>();
    try (Watch _ =
        watch(
            id,
            viewed -> {
              if (until.test(viewed)) {
                found.complete(viewed);
              }
            })) {
      book.find(id).filter(until).ifPresent(found::complete);
      return Optional.of(found.get(wait.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException _) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a watch never fails", e);
    }
  }
}
