package dev.darkroom.gateway.view;

import dev.darkroom.storage.log.StateFeed;
import dev.darkroom.storage.log.StateRecord;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a {@link FarmView} up with the log on a thread of its own, for as long as it is open. */
public final class StateFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StateFollower.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration BACKOFF = Duration.ofSeconds(1);

  private final StateFeed feed;
  private final FarmView view;
  private final Thread thread;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean caughtUp;
  private volatile Optional<String> failure = Optional.empty();

  private StateFollower(StateFeed feed, FarmView view) {
    this.feed = feed;
    this.view = view;
    this.thread = Thread.ofPlatform().name("gateway-view").daemon().unstarted(this::follow);
  }

  /** Starts following; the feed is closed with it. */
  public static StateFollower start(StateFeed feed, FarmView view) {
    StateFollower follower = new StateFollower(feed, view);
    follower.thread.start();
    return follower;
  }

  /** Why the view cannot be trusted now; empty where it can. */
  public Optional<String> unready() {
    return caughtUp
        ? failure
        : Optional.of(failure.orElse("the job view has not caught up with the log yet"));
  }

  @Override
  public void close() {
    // No interrupt: it would break off the feed's own closing, and a poll is short.
    closed.countDown();
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void follow() {
    try (feed) {
      while (isOpen()) {
        followOnce();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void followOnce() throws InterruptedException {
    try {
      List<StateRecord> records = feed.poll(POLL);
      records.forEach(this::apply);
      caughtUp = feed.caughtUp();
      failure = Optional.empty();
    } catch (RuntimeException e) {
      // Whatever it is: a view that has silently stopped would be taken for one that is up to date.
      if (isOpen()) {
        failure = Optional.of("the log cannot be read: " + e.getMessage());
        LOG.warn("the job view stands still: {}", e.getMessage());
        boolean _ = closed.await(BACKOFF.toMillis(), TimeUnit.MILLISECONDS);
      }
    }
  }

  private boolean isOpen() {
    return closed.getCount() > 0;
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
