package dev.darkroom.gateway.batch;

import java.time.Duration;
import java.util.Optional;

/** One watcher's watch of a batch: how it stands, once that is something else. For one thread. */
public final class BatchWatch implements AutoCloseable {
  private final Watched watched;
  private BatchStanding told;

  /** What is watched. */
  interface Watched {
    /** How it stands once its mark is another; empty where it is not in time. Blocks. */
    Optional<BatchStanding> after(BatchStanding told, Duration patience)
        throws InterruptedException;

    /** This watcher goes. */
    void leave();
  }

  /**
   * @param first how the watcher has seen it stand
   */
  BatchWatch(Watched watched, BatchStanding first) {
    this.watched = watched;
    this.told = first;
  }

  /** How it stands once that is something else; empty where it is not in time. Blocks. */
  public Optional<BatchStanding> next(Duration patience) throws InterruptedException {
    Optional<BatchStanding> next = watched.after(told, patience);
    next.ifPresent(standing -> told = standing);
    return next;
  }

  @Override
  public void close() {
    watched.leave();
  }
}
