package dev.darkroom.worker;

import dev.darkroom.job.id.WorkerId;
import dev.darkroom.job.worker.Report;
import dev.darkroom.storage.log.FarmLog;
import dev.darkroom.storage.log.ReportSender;
import dev.darkroom.worker.core.Decision;
import dev.darkroom.worker.core.Effect;
import dev.darkroom.worker.core.Life;
import dev.darkroom.worker.core.WorkerCore;
import dev.darkroom.worker.core.WorkerEvent;
import dev.darkroom.worker.core.WorkerState;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker's message loop: takes what was heard from one queue, lets the core decide, carries it
 * out. It never waits for a run, a reader or the log.
 */
final class WorkerLoop {
  private static final Logger log = LoggerFactory.getLogger(WorkerLoop.class);
  private static final int MAX_HEARD = 4_096;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

  private final WorkerCore core;
  private final FarmLog farm;
  private final ReportSender reports;
  private final int partition;
  private final LongSupplier nanos;
  private final BlockingQueue<WorkerEvent> heard = new LinkedBlockingQueue<>(MAX_HEARD);
  private final CompletableFuture<WorkerEnd> end = new CompletableFuture<>();
  private volatile @Nullable WorkerState state;
  private @Nullable FeedPump pump;

  /** What carries its orders out. */
  record Hands(RunThread runs, Preloader preloader) {}

  /** What the loop talks to. {@code partition} is where the worker's pool stands. */
  WorkerLoop(WorkerCore core, FarmLog farm, int partition, LongSupplier nanos) {
    this.core = core;
    this.farm = farm;
    this.reports = farm.reportSender();
    this.partition = partition;
    this.nanos = nanos;
  }

  /** Something happened. Any thread may say so; it waits only if the loop is thousands behind. */
  void hear(WorkerEvent event) {
    try {
      heard.put(event);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Completed when the loop is over. */
  CompletableFuture<WorkerEnd> end() {
    return end;
  }

  /** The incarnation of now; empty before the loop began. */
  Optional<WorkerId> id() {
    return Optional.ofNullable(state).map(WorkerState::id);
  }

  /** Works until the worker has left. */
  void loop(WorkerId first, Hands worker) {
    try {
      WorkerState now = carryOut(core.start(first, nanos.getAsLong()), worker);
      while (!end.isDone()) {
        WorkerEvent event = next(core.wakeAt(now));
        now = carryOut(core.decide(now, event, nanos.getAsLong()), worker);
      }
    } catch (InterruptedException _) {
      end.complete(new WorkerEnd.Aborted("interrupted", "the worker's loop was interrupted"));
    } catch (RuntimeException | Error e) {
      log.error("the worker cannot go on", e);
      end.complete(new WorkerEnd.Aborted("worker_bug", e.toString()));
    } finally {
      closePump();
    }
  }

  private WorkerEvent next(Optional<Long> wakeAt) throws InterruptedException {
    long wait = wakeAt.map(at -> at - nanos.getAsLong()).orElse(LONGEST_WAIT.toNanos());
    WorkerEvent event =
        heard.poll(Math.clamp(wait, 0, LONGEST_WAIT.toNanos()), TimeUnit.NANOSECONDS);
    return event == null ? new WorkerEvent.Tick() : event;
  }

  private WorkerState carryOut(Decision decision, Hands worker) {
    state = decision.state();
    for (Effect effect : decision.effects()) {
      switch (effect) {
        case Effect.Send e -> send(e);
        case Effect.Launch e -> {
          e.grants()
              .forEach(
                  grant -> log.info("run job={} epoch={}", grant.header().id(), grant.epoch()));
          worker.runs().launch(e.grants());
        }
        case Effect.Yield e -> {
          log.info("yield job={} epoch={}", e.run().job(), e.run().epoch());
          worker.runs().yieldSoon(e.run());
        }
        case Effect.Halt e -> {
          log.info("stop job={} epoch={}", e.run().job(), e.run().epoch());
          worker.runs().halt(e.run());
        }
        case Effect.Preload e -> worker.preloader().preload(e.model());
        case Effect.Join e -> {
          log.info("join as {}", e.id());
          closePump();
          pump = FeedPump.start(farm, e.id(), this::hear);
        }
        case Effect.Close _ -> end.complete(new WorkerEnd.Left());
        case Effect.Abort e -> end.complete(new WorkerEnd.Aborted(e.code(), e.message()));
      }
    }
    return decision.state();
  }

  private void send(Effect.Send send) {
    Report report = send.report();
    var _ =
        reports
            .send(report, partition)
            .whenComplete((_, failure) -> {
              if (failure != null) {
                log.warn(
                    "lost report={} reason={}",
                    report.getClass().getSimpleName(),
                    failure.getMessage());
              }
              if (send.tracked()) {
                hear(
                    failure == null
                        ? new WorkerEvent.Delivered(report)
                        : new WorkerEvent.NotDelivered(report));
              }
            });
  }

  private void closePump() {
    if (pump != null) {
      pump.close();
    }
  }

  /** Whether it takes work now. */
  boolean isServing() {
    WorkerState now = state;
    return now != null && now.life() instanceof Life.Serving;
  }
}
