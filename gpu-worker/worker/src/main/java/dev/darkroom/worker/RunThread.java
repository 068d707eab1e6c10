package dev.darkroom.worker;

import dev.darkroom.job.JobError;
import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.worker.Grant;
import dev.darkroom.worker.core.RunNews;
import dev.darkroom.worker.core.RunOutcome;
import dev.darkroom.worker.core.WorkerEvent;
import dev.darkroom.worker.model.ModelCache;
import dev.darkroom.worker.run.Member;
import dev.darkroom.worker.run.RunTask;
import dev.darkroom.worker.run.StopSignal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
  static final long STACK_BYTES = 256L << 20;

  /** Failures after which memory that nobody needs is given back, so that the next run finds it. */
  private static final Set<String> SHORT_OF_MEMORY =
      Set.of("out_of_memory", JobError.BATCH_TOO_LARGE);

  private final RunTask task;
  private final ModelCache cache;
  private final Consumer<WorkerEvent> listener;
  private final ExecutorService thread;
  private final Map<RunRef, StopSignal> signals = new ConcurrentHashMap<>();

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

  void launch(List<Grant> lease) {
    List<RunTask.Ticket> tickets = new ArrayList<>();
    for (Grant grant : lease) {
      StopSignal stop = new StopSignal();
      signals.put(grant.run(), stop);
      tickets.add(new RunTask.Ticket(grant, stop));
    }
    thread.execute(() -> work(tickets));
  }

  /** Tells a run to save what can be resumed, and to end. */
  void yieldSoon(RunRef run) {
    signal(run).ifPresent(StopSignal::askYield);
  }

  /** Tells a run to stop. */
  void halt(RunRef run) {
    signal(run).ifPresent(StopSignal::raise);
  }

  /** Closes the models on the thread that used them, and ends; false if a run does not let it. */
  boolean close(Duration wait) throws InterruptedException {
    signals.values().forEach(StopSignal::raise);
    thread.execute(cache::close);
    thread.shutdown();
    return thread.awaitTermination(wait.toMillis(), TimeUnit.MILLISECONDS);
  }

  private Optional<StopSignal> signal(RunRef run) {
    return Optional.ofNullable(signals.get(run));
  }

  private void work(List<RunTask.Ticket> lease) {
    Ear ear = new Ear();
    task.run(lease, ear);
    if (ear.shortOfMemory) {
      cache.evictIdle();
    }
  }

  /** Passes on what the runs of one lease tell. */
  private final class Ear implements Member.Listener {
    private boolean shortOfMemory;

    @Override
    public void told(RunRef run, RunNews news) {
      listener.accept(new WorkerEvent.RunTold(run, news));
    }

    @Override
    public void ended(RunRef run, RunOutcome outcome) {
      signals.remove(run);
      shortOfMemory |=
          outcome instanceof RunOutcome.Failed f && SHORT_OF_MEMORY.contains(f.error().code());
      listener.accept(new WorkerEvent.RunEnded(run, outcome));
    }
  }
}
