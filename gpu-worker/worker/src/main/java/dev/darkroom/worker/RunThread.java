package dev.darkroom.worker;

import dev.darkroom.job.Assignment;
import dev.darkroom.worker.core.RunOutcome;
import dev.darkroom.worker.core.RunState;
import dev.darkroom.worker.core.WorkerEvent;
import dev.darkroom.worker.model.ModelCache;
import dev.darkroom.worker.run.RunTask;
import dev.darkroom.worker.run.StopSignal;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The one thread that works: leases run here, one after the other, and never where messages are
 * read.
 */
final class RunThread {
  /**
   * libtorch recurses deeply over long programs, and overflows an ordinary stack without a word.
   */
  private static final long STACK_BYTES = 256L << 20;

  private final RunTask task;
  private final ModelCache cache;
  private final Consumer<WorkerEvent> listener;
  private final ExecutorService thread;
  private volatile StopSignal stop = new StopSignal();

  RunThread(String name, RunTask task, ModelCache cache, Consumer<WorkerEvent> listener) {
    this.task = task;
    this.cache = cache;
    this.listener = listener;
    this.thread =
        Executors.newSingleThreadExecutor(work -> {
          Thread platform = new Thread(null, work, "run-" + name, STACK_BYTES);
          platform.setDaemon(true); // a run that hangs in native code must not hold the process
          return platform;
        });
  }

  void launch(Assignment.Run lease) {
    StopSignal fresh = new StopSignal();
    stop = fresh;
    thread.execute(() -> work(lease, fresh));
  }

  /** Tells the run that was launched last to save what can be resumed, and to end. */
  void yieldSoon() {
    stop.askYield();
  }

  /** Tells the run that was launched last to stop. */
  void halt() {
    stop.raise();
  }

  /** Closes the models on the thread that used them, and ends; false if a run does not let it. */
  boolean close(Duration wait) throws InterruptedException {
    halt();
    thread.execute(cache::close);
    thread.shutdown();
    return thread.awaitTermination(wait.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void work(Assignment.Run lease, StopSignal signal) {
    var run = RunState.ref(lease);
    RunOutcome outcome =
        task.run(lease, signal, news -> listener.accept(new WorkerEvent.RunTold(run, news)));
    if (outcome instanceof RunOutcome.Failed f && f.error().code().equals("out_of_memory")) {
      cache.evictIdle(); // so that the next run finds room
    }
    listener.accept(new WorkerEvent.RunEnded(run, outcome));
  }
}
