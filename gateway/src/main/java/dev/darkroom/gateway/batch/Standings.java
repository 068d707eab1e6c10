package dev.darkroom.gateway.batch;

import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.batch.BatchManifest;
import dev.darkroom.storage.batch.Batches.Named;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How batches stand, for all who watch them: a batch that is watched is looked at by one thread,
 * however many its watchers are, and by none when the last has left. Of a batch that this gateway
 * looks after itself it is told when something moves; one of another gateway it asks after. Nothing
 * is kept for a watcher: who is slow is told how the batch stands by then.
 */
final class Standings {
  private static final Logger LOG = LoggerFactory.getLogger(Standings.class);

  /** A batch is told of at most twice a second. */
  private static final Duration LEAST = Duration.ofMillis(500);

  /** From one look to the next at a batch of another gateway. */
  private static final Duration ELSEWHERE = Duration.ofSeconds(1);

  /** The same of a batch of this gateway, of which nothing is heard. */
  private static final Duration HERE = Duration.ofSeconds(15);

  private final Map<Named, Shared> watched = new ConcurrentHashMap<>();
  private final Executor threads;

  /**
   * Who knows how batches stand.
   *
   * @param look reads it; blocks
   * @param isHere whether {@link #moved} is called of a batch
   */
  record Source(Function<BatchManifest, BatchStanding> look, Predicate<Named> isHere) {}

  /**
   * @param threads starts a virtual thread for each batch that is watched
   */
  Standings(Executor threads) {
    this.threads = threads;
  }

  /** Something has moved in a batch; returns at once. */
  void moved(Named named) {
    Optional.ofNullable(watched.get(named)).ifPresent(Shared::nudge);
  }

  /** Batches that somebody watches. */
  int size() {
    return watched.size();
  }

  /**
   * Watches a batch.
   *
   * @param first how the watcher has seen it stand
   */
  BatchWatch watch(BatchStanding first, Source source) {
    BatchManifest batch = first.batch();
    Named named = new Named(batch.tenant(), batch.id());
    Shared shared =
        watched.compute(
            named,
            (_, known) -> {
              Shared joined = known == null ? new Shared(named, source, first) : known;
              joined.join(first);
              return joined;
            });
    return new BatchWatch(shared, first);
  }

  /** What the watchers of one batch share. */
  private final class Shared implements BatchWatch.Watched {
    private final Named named;
    private final Source source;
    private final Lock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Condition wanted = lock.newCondition();
    private BatchStanding latest;
    private int watchers;
    private boolean nudged;

    Shared(Named named, Source source, BatchStanding first) {
      this.named = named;
      this.source = source;
      this.latest = first;
    }

    void join(BatchStanding first) {
      lock.lock();
      try {
        show(first);
        if (watchers++ == 0) {
          threads.execute(this::look);
        }
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void leave() {
      watched.computeIfPresent(
          named,
          (_, known) -> {
            lock.lock();
            try {
              watchers--;
              wanted.signal();
              return watchers == 0 && known == this ? null : known;
            } finally {
              lock.unlock();
            }
          });
    }

    void nudge() {
      lock.lock();
      try {
        nudged = true;
        wanted.signal();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public Optional<BatchStanding> after(BatchStanding told, Duration patience)
        throws InterruptedException {
      lock.lockInterruptibly();
      try {
        long left = patience.toNanos();
        while (latest.mark().equals(told.mark()) && left > 0) {
          left = changed.awaitNanos(left);
        }
        return latest.mark().equals(told.mark()) ? Optional.empty() : Optional.of(latest);
      } finally {
        lock.unlock();
      }
    }

    /** The one who looks; ends with the batch, or when nobody watches any more. */
    private void look() {
      try {
        while (isDue()) {
          try {
            BatchStanding now = source.look().apply(latest.batch());
            lock.lock();
            try {
              show(now);
            } finally {
              lock.unlock();
            }
          } catch (StorageException e) {
            LOG.warn("batch {} is not seen reason={}", named.id(), e.code().stable());
          }
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }

    /** Waits until it is time to look; false where there is no reason to any more. */
    private boolean isDue() throws InterruptedException {
      Duration rest = (source.isHere().test(named) ? HERE : ELSEWHERE).minus(LEAST);
      lock.lockInterruptibly();
      try {
        for (long left = LEAST.toNanos(); left > 0 && isWanted(); ) {
          left = wanted.awaitNanos(left);
        }
        for (long left = rest.toNanos(); left > 0 && isWanted() && !nudged; ) {
          left = wanted.awaitNanos(left);
        }
        nudged = false;
        return isWanted();
      } finally {
        lock.unlock();
      }
    }

    private boolean isWanted() {
      return watchers > 0 && latest.end().isEmpty();
    }

    private void show(BatchStanding standing) {
      if (!standing.at().isBefore(latest.at())) {
        latest = standing;
        changed.signalAll();
      }
    }
  }
}
