package dev.darkroom.worker;

import dev.darkroom.job.id.ModelRef;
import dev.darkroom.storage.object.ModelRepository;
import dev.darkroom.worker.model.ModelCache;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings models into memory beside the run, before a job wants them: one at a time, and of those
 * that wait only the latest. It is worth no retry: a job brings its model itself.
 */
final class Preloader implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Preloader.class);

  private final ModelRepository models;
  private final ModelCache cache;
  private final ThreadPoolExecutor thread;

  Preloader(String name, ModelRepository models, ModelCache cache) {
    this.models = models;
    this.cache = cache;
    this.thread =
        new ThreadPoolExecutor(
            0,
            1,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(1),
            work -> {
              Thread platform = new Thread(null, work, "preload-" + name, RunThread.STACK_BYTES);
              platform.setDaemon(true);
              return platform;
            },
            new ThreadPoolExecutor.DiscardOldestPolicy());
  }

  /** Asks for a model, in place of one that waits. */
  void preload(ModelRef model) {
    thread.execute(() -> bring(model));
  }

  /** Begins nothing more; what is being brought may still come. */
  @Override
  public void close() {
    var _ = thread.shutdownNow();
  }

  private void bring(ModelRef model) {
    try {
      boolean held = cache.preload(models.resolve(model));
      log.info("preload model={} {}", model, held ? "done" : "left: reason=no_room");
    } catch (RuntimeException e) {
      log.warn("preload model={} failed: {}", model, e.getMessage());
    }
  }
}
