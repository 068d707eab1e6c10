package dev.darkroom.client.run;

import dev.darkroom.client.Batch;
import dev.darkroom.client.BatchCalls;
import dev.darkroom.client.FarmException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How a batch stands: told by its events, on a thread of their own, and asked for where they do not
 * come. For one reader.
 */
final class StandingFeed implements AutoCloseable {
  /** Between two connections that told nothing. */
  private static final Duration LONGEST_REST = Duration.ofSeconds(15);

  /** For which events are believed to come: their stream is never silent for so long. */
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private final BatchCalls farm;
  private final Duration poll;
  private final Lock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Batch latest;
  private boolean told;
  private final Thread listener;

  private StandingFeed(BatchCalls farm, Batch first, Duration poll) {
    this.farm = farm;
    this.poll = poll;
    this.latest = first;
    this.listener = Thread.ofVirtual().name("batch-events").unstarted(this::listen);
  }

  /**
   * Begins to listen.
   *
   * @param poll from one question to the next, where no events come
   */
  static StandingFeed open(BatchCalls farm, Batch first, Duration poll) {
    StandingFeed feed = new StandingFeed(farm, first, poll);
    feed.listener.start();
    return feed;
  }

  Batch latest() {
    lock.lock();
    try {
      return latest;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until the batch stands otherwise than it was seen; asks for it where that takes long.
   *
   * @param soon whether something is about to come that no event tells of
   * @throws FarmException where the farm stays away
   */
  void await(Batch seen, boolean soon) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      boolean listening = told;
      long left = (soon || !listening ? poll : SILENCE).toNanos();
      while (latest.equals(seen) && told == listening && left > 0) {
        left = changed.awaitNanos(left);
      }
      if (!latest.equals(seen) || (soon && told)) {
        return;
      }
    } finally {
      lock.unlock();
    }
    hear(farm.find(seen.id()), false);
  }

  private void hear(Batch batch, boolean byEvent) {
    lock.lock();
    try {
      latest = batch;
      told = byEvent;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void listen() {
    Duration rest = poll;
    try {
      while (!latest().ended()) {
        boolean any = false;
        try {
          any = farm.watch(latest().id(), batch -> hear(batch, true));
        } catch (FarmException _) {
          // The reader hears of it: it asks as long as nothing is told.
        }
        silence();
        rest = any ? poll : longer(rest);
        Thread.sleep(rest);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void silence() {
    lock.lock();
    try {
      told = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private static Duration longer(Duration rest) {
    Duration doubled = rest.multipliedBy(2);
    return doubled.compareTo(LONGEST_REST) < 0 ? doubled : LONGEST_REST;
  }

  @Override
  public void close() {
    listener.interrupt();
  }
}
