package dev.darkroom.gateway.view;

import dev.darkroom.gateway.background.Background;
import dev.darkroom.storage.log.StateFeed;
import dev.darkroom.storage.log.StateRecord;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a {@link FarmView} up with the log on a thread of its own, for as long as it is open. */
public final class StateFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StateFollower.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration BACKOFF = Duration.ofSeconds(1);

  private final StateFeed feed;
  private final FarmView view;
  private final Background thread;
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
      List<StateRecord> records = feed.poll(POLL);
      records.forEach(this::apply);
      caughtUp = feed.caughtUp();
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

  private void apply(StateRecord record) {
    try {
      view.apply(record);
    } catch (RuntimeException e) {
      // One record that cannot be shown must not stop the view of all others.
      LOG.error("state record {} cannot be shown and is left out", record.key(), e);
    }
  }
}
