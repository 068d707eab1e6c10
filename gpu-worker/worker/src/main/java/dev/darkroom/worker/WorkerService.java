package dev.darkroom.worker;

import dev.darkroom.job.id.WorkerId;
import dev.darkroom.worker.core.WorkerCore;
import dev.darkroom.worker.core.WorkerEvent;
import dev.darkroom.worker.model.Holdings;
import dev.darkroom.worker.model.ModelCache;
import dev.darkroom.worker.run.GenerationRunner;
import dev.darkroom.worker.run.NoopRunner;
import dev.darkroom.worker.run.Outputs;
import dev.darkroom.worker.run.ProgressMeter;
import dev.darkroom.worker.run.Retries;
import dev.darkroom.worker.run.RunTask;
import dev.darkroom.worker.run.Runners;
import dev.darkroom.worker.run.Shelf;
import dev.darkroom.worker.run.Spool;
import dev.darkroom.worker.train.EvaluationRunner;
import dev.darkroom.worker.train.FineTuneRunner;
import dev.darkroom.worker.train.InversionRunner;
import dev.darkroom.worker.train.Workplace;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * A running worker. In production it is all of a process, see {@link WorkerProcess}; a test starts
 * one beside itself.
 */
public final class WorkerService implements AutoCloseable {
  private static final Duration POOL_LIMIT = Duration.ofSeconds(30);

  private final WorkerLoop loop;
  private final WorkerLoop.Hands hands;
  private final Thread thread;
  private final Duration closeLimit;

  private WorkerService(WorkerLoop loop, WorkerLoop.Hands hands, WorkerId id, Duration closeLimit) {
    this.loop = loop;
    this.hands = hands;
    this.closeLimit = closeLimit;
    this.thread =
        Thread.ofPlatform()
            .daemon()
            .name("worker-" + id.name())
            .unstarted(() -> loop.loop(id, hands));
  }

  /** The clocks of the machine. */
  public static WorkerService start(WorkerSettings settings, WorkerPorts ports) {
    return start(settings, ports, System::nanoTime, InstantSource.system());
  }

  /**
   * Joins the pool and works until {@link #drain} or {@link #stop}.
   *
   * @param nanos monotonic, for leases and pauses
   * @param clock for the times in progress events, and for the first incarnation
   * @throws dev.darkroom.storage.StorageException if the log does not answer, or knows no such pool
   */
  static WorkerService start(
      WorkerSettings settings, WorkerPorts ports, LongSupplier nanos, InstantSource clock) {
    int partition =
        new PoolFinder(ports.log(), POOL_LIMIT, nanos).partitionOf(settings.identity().pool());
    WorkerCore core =
        new WorkerCore(settings.identity().pool(), settings.capabilities(), settings.timing());
    WorkerLoop loop = new WorkerLoop(core, ports.log(), partition, nanos);
    Holdings held = new Holdings(names -> loop.hear(new WorkerEvent.ModelsHeld(names)));
    ModelCache cache =
        new ModelCache(
            ports.source(),
            ports.registry(),
            settings.compute().options(),
            settings.compute().modelBytes(),
            held);
    Shelf shelf = new Shelf(ports.models(), cache, ports.store(), held);
    RunTask task = task(settings, ports, shelf, nanos, clock);
    WorkerId id = new WorkerId(settings.identity().name(), clock.millis());
    var hands =
        new WorkerLoop.Hands(
            new RunThread(id.name(), task, cache, loop::hear),
            new Preloader(id.name(), ports.models(), cache));
    WorkerService service =
        new WorkerService(
            loop, hands, id, settings.timing().stopGrace().plus(settings.timing().farewell()));
    service.thread.start();
    return service;
  }

  private static RunTask task(
      WorkerSettings settings,
      WorkerPorts ports,
      Shelf shelf,
      LongSupplier nanos,
      InstantSource clock) {
    Spool spool = new Spool(settings.spool().folder(), settings.spool().capBytes());
    Retries retries = new Retries(settings.patience(), Retries.Pause.REAL, nanos);
    Workplace workplace = new Workplace(shelf, settings.spool().folder().resolve("training"));
    return new RunTask(
        new Runners(
            new GenerationRunner(shelf, settings.compute().batch()),
            new NoopRunner(),
            new InversionRunner(workplace),
            new FineTuneRunner(workplace),
            new EvaluationRunner(shelf)),
        ports.log().specs(),
        new Outputs.Vault(ports.store(), spool, retries),
        new ProgressMeter.Tellers(ports.progress(), nanos, clock),
        Retries.Pause.REAL);
  }

  /** The incarnation of now; empty in the first instant. */
  public Optional<WorkerId> id() {
    return loop.id();
  }

  /** Whether the scheduler may give it work now. */
  public boolean isServing() {
    return loop.isServing();
  }

  /** Take nothing more, finish within the drain limit, leave. */
  public void drain() {
    loop.hear(new WorkerEvent.DrainAsked());
  }

  /** Leave at once: a run in progress stops at its next step and is given back. */
  public void stop() {
    loop.hear(new WorkerEvent.StopAsked());
  }

  /** Completed when the worker has left or cannot go on. */
  public CompletableFuture<WorkerEnd> end() {
    return loop.end().copy();
  }

  /** Stops it and waits for its threads, within bounds. */
  @Override
  public void close() {
    stop();
    try {
      WorkerEnd _ = loop.end().get(closeLimit.toMillis(), TimeUnit.MILLISECONDS);
      thread.join(closeLimit);
      hands.preloader().close();
      boolean _ = hands.runs().close(closeLimit);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the worker does not end", e);
    }
  }
}
