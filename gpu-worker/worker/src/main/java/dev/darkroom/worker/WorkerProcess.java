package dev.darkroom.worker;

import dev.darkroom.worker.supervise.ParentWatch;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker that is all of its process. SIGTERM drains it, a second one stops it at once; under a
 * supervisor it also stops when that vanishes, and leaves SIGINT to it, which reaches the whole
 * group. The caller ends the process with the status that comes back, by {@link Runtime#halt}:
 * something may hang in native code.
 */
public final class WorkerProcess {
  private static final Logger log = LoggerFactory.getLogger(WorkerProcess.class);

  /** The worker left, as it was told to. */
  public static final int LEFT = 0;

  /** It could not go on: its supervisor should start it again. */
  public static final int ABORTED = 70;

  /** Time for goodbyes after the supervisor vanished, most likely together with the log. */
  private static final Duration ORPHAN_LIMIT = Duration.ofSeconds(15);

  private WorkerProcess() {}

  /**
   * Waits for the worker's end.
   *
   * @return {@link #LEFT} or {@link #ABORTED}
   */
  public static int await(WorkerService worker) throws InterruptedException {
    hearSignals(worker, "TERM", "INT");
    return status(worker);
  }

  /**
   * Waits for the worker's end, or for the supervisor's.
   *
   * @param input the pipe from the supervisor, this process's standard input
   * @return {@link #LEFT} or {@link #ABORTED}
   */
  public static int awaitSupervised(WorkerService worker, InputStream input)
      throws InterruptedException {
    hearSignals(worker, "TERM");
    Signals.on("INT", () -> log.info("SIGINT is left to the supervisor"));
    ProcessHandle.current()
        .parent()
        .ifPresentOrElse(
            parent -> ParentWatch.start(input, parent, () -> orphaned(worker)),
            () -> orphaned(worker));
    return status(worker);
  }

  private static void hearSignals(WorkerService worker, String... names) {
    AtomicReference<StopWishes> wishes = new AtomicReference<>(StopWishes.NONE);
    for (String name : names) {
      Signals.on(
          name,
          () -> {
            long now = System.nanoTime();
            StopWishes before = wishes.getAndUpdate(w -> w.heard(now));
            before.wish(now).ifPresent(wish -> obey(worker, name, wish));
          });
    }
  }

  private static void obey(WorkerService worker, String signal, StopWishes.Wish wish) {
    log.info("SIG{} means {}", signal, wish);
    switch (wish) {
      case DRAIN -> worker.drain();
      case STOP -> worker.stop();
    }
  }

  private static void orphaned(WorkerService worker) {
    log.warn("the supervisor is gone: stopping");
    worker.stop();
    Thread.ofPlatform().daemon().name("orphan").start(() -> haltUnlessEnded(worker));
  }

  private static void haltUnlessEnded(WorkerService worker) {
    try {
      WorkerEnd _ = worker.end().get(ORPHAN_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException _) {
      log.error("still not stopped after {} s without a supervisor", ORPHAN_LIMIT.toSeconds());
      Runtime.getRuntime().halt(ABORTED);
    }
  }

  private static int status(WorkerService worker) throws InterruptedException {
    try {
      return switch (worker.end().get()) {
        case WorkerEnd.Left _ -> {
          worker.close();
          yield LEFT;
        }
        case WorkerEnd.Aborted e -> {
          log.error("worker ended reason={}: {}", e.code(), e.message());
          yield ABORTED;
        }
      };
    } catch (ExecutionException e) {
      throw new IllegalStateException("a worker's end carries no exception", e);
    }
  }
}
