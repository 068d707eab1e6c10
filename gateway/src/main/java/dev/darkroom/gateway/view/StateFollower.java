package dev.darkroom.gateway.view;

import dev.darkroom.gateway.background.Background;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.StorageException.Code;
import dev.darkroom.storage.log.StateFeed;
import dev.darkroom.storage.log.StateRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a {@link FarmView} up with the log on a thread of its own, for as long as it is open. */
public final class StateFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StateFollower.class);

  /** Short, because whoever waits for the view to catch up waits for a poll. */
  private static final Duration POLL = Duration.ofMillis(100);

  private static final Duration BACKOFF = Duration.ofSeconds(1);

  private final StateFeed feed;
  private final FarmView view;
  private final Background thread;
  private final Queue<CompletableFuture<Void>> asked = new ConcurrentLinkedQueue<>();

  /** Those of {@link #asked} who wait for the feed's last mark; the thread's own. */
  private final List<CompletableFuture<Void>> marked = new ArrayList<>();

  private volatile boolean caughtUp;
  private volatile Optional<String> failure = Optional.empty();

  private StateFollower(StateFeed feed, FarmView view) {
    this.feed = feed;
    this.view = view;
    this.thread = Background.start("gateway-view", this::follow);
  }

  /** Starts following; the feed is closed with it. */
  public static StateFollower start(StateFeed feed, FarmView view) {
    return new StateFollower(feed, view);
  }

  /** Why the view cannot be trusted now; empty where it can. */
  public Optional<String> unready() {
    return caughtUp
        ? failure
        : Optional.of(failure.orElse("the job view has not caught up with the log yet"));
  }

  /**
   * Waits until the view shows all that was in the log when this was called. What a client was told
   * of by another gateway, from the log, is then known here.
   *
   * @throws StorageException UNAVAILABLE where that takes longer than {@code limit}
   */
  public void catchUp(Duration limit) {
    CompletableFuture<Void> mark = new CompletableFuture<>();
    asked.add(mark);
    try {
      mark.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StorageException(Code.INTERRUPTED, "interrupted while the view catches up", e);
    } catch (ExecutionException | TimeoutException e) {
      boolean _ = mark.cancel(false); // the thread passes over it
      throw new StorageException(
          Code.UNAVAILABLE, "the log has not been read up to now in " + limit, e);
    }
  }

  @Override
  public void close() {
    thread.close(); // a poll is short
  }

  private void follow(Background self) throws InterruptedException {
    try (feed) {
      while (self.isOpen()) {
        followOnce(self);
      }
    }
  }

  private void followOnce(Background self) throws InterruptedException {
    try {
      mark();
      List<StateRecord> records = feed.poll(POLL);
      records.forEach(this::apply);
      tell();
      failure = Optional.empty();
    } catch (RuntimeException e) {
      // Whatever it is: a view that has silently stopped would be taken for one that is up to date.
      if (self.isOpen()) {
        failure = Optional.of("the log cannot be read: " + e.getMessage());
        LOG.warn("the job view stands still: {}", e.getMessage());
        boolean _ = self.pause(BACKOFF);
      }
    }
  }

  /** Marks the log's end for all who have asked since the last mark was reached. */
  private void mark() {
    if (marked.isEmpty() && !asked.isEmpty()) {
      for (CompletableFuture<Void> next = asked.poll(); next != null; next = asked.poll()) {
        marked.add(next);
      }
      feed.mark();
      tell();
    }
  }

  private void tell() {
    if (feed.caughtUp()) {
      caughtUp = true; // and so it stays: a later mark is for those who wait for it
      marked.forEach(waiting -> waiting.complete(null));
      marked.clear();
    }
  }

  private void apply(StateRecord record) {
    try {
      view.apply(record);
    } catch (RuntimeException e) {
      // One record that cannot be shown must not stop the view of all others.
      LOG.error("state record {} cannot be shown and is left out", record.key(), e);
    }
  }
}
