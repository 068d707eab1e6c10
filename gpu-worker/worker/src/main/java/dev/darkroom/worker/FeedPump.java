package dev.darkroom.worker;

import dev.darkroom.job.id.WorkerId;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.log.AssignmentFeed;
import dev.darkroom.storage.log.FarmLog;
import dev.darkroom.worker.core.WorkerEvent;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one incarnation's assignments on a thread of its own and passes them on. Where reading
 * fails it begins again from the end: the scheduler says again what a heartbeat shows it has
 * missed.
 */
final class FeedPump implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FeedPump.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final FarmLog farm;
  private final WorkerId id;
  private final Consumer<WorkerEvent> listener;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  private FeedPump(FarmLog farm, WorkerId id, Consumer<WorkerEvent> listener) {
    this.farm = farm;
    this.id = id;
    this.listener = listener;
    this.thread = Thread.ofPlatform().daemon().name("assignments-" + id).unstarted(this::pump);
  }

  static FeedPump start(FarmLog farm, WorkerId id, Consumer<WorkerEvent> listener) {
    FeedPump pump = new FeedPump(farm, id, listener);
    pump.thread.start();
    return pump;
  }

  /** Ends soon; what was read may still be passed on. */
  @Override
  public void close() {
    closed.countDown();
  }

  /** Waits for the thread's end, so that what it reads from may be closed. */
  void await(Duration time) throws InterruptedException {
    if (!thread.join(time)) {
      log.warn("the assignments of {} are still being read", id);
    }
  }

  private void pump() {
    while (isOpen()) {
      try (AssignmentFeed feed = farm.assignmentFeed(id)) {
        listener.accept(new WorkerEvent.FeedOpen(id));
        while (isOpen()) {
          feed.poll(POLL).forEach(assignment -> listener.accept(new WorkerEvent.Told(assignment)));
        }
      } catch (StorageException e) {
        log.warn("waiting reason={} what=assignments: {}", e.code().stable(), e.getMessage());
        pause();
      }
    }
  }

  private boolean isOpen() {
    return closed.getCount() > 0;
  }

  private void pause() {
    try {
      boolean _ = closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      close();
    }
  }
}
