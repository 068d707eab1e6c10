package dev.darkroom.gateway.batch;

import dev.darkroom.gateway.background.Periodic;
import dev.darkroom.gateway.command.Steering;
import dev.darkroom.gateway.command.Submitter;
import dev.darkroom.gateway.problem.ProblemException;
import dev.darkroom.gateway.view.BatchView;
import dev.darkroom.gateway.view.FarmView;
import dev.darkroom.job.JobStatus;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.batch.BatchChecked;
import dev.darkroom.storage.batch.BatchEnd;
import dev.darkroom.storage.batch.BatchManifest;
import dev.darkroom.storage.batch.BatchProgress;
import dev.darkroom.storage.batch.BatchResult;
import dev.darkroom.storage.batch.Batches;
import dev.darkroom.storage.batch.Batches.Named;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after all batches that have not ended: queues those of which nobody else does, cancels what
 * is to be canceled, and writes down the results of those whose lines have all ended. Every gateway
 * does; where two do the same, they do it with the same outcome.
 */
public final class BatchKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BatchKeeper.class);

  private final Batches batches;
  private final BatchCheck check;
  private final ResultFiles files;
  private final BatchListener listener;
  private final BatchFeeder feeder;
  private final Steering steering;
  private final FarmView view;
  private final Runnable catchUp;
  private final BatchSettings settings;
  private final InstantSource clock;
  private final String owner;
  private final ExecutorService threads;
  private final Map<Named, Boolean> feeding = new ConcurrentHashMap<>();
  private final Periodic rounds;
  private volatile boolean open = true;

  /**
   * What it stands on.
   *
   * @param catchUp returns when the view shows what is in the log now
   * @param owner this gateway's name for itself
   */
  record Parts(
      Batches batches,
      BatchCheck check,
      LineReader reader,
      Hearers hearers,
      Submitter submitter,
      Steering steering,
      FarmView view,
      Runnable catchUp,
      BatchSettings settings,
      InstantSource clock,
      String owner) {}

  /** Who takes part in a batch's end. */
  record Hearers(ResultFiles files, BatchListener listener) {}

  BatchKeeper(Parts parts) {
    batches = parts.batches();
    check = parts.check();
    files = parts.hearers().files();
    listener = parts.hearers().listener();
    steering = parts.steering();
    view = parts.view();
    catchUp = parts.catchUp();
    settings = parts.settings();
    clock = parts.clock();
    owner = parts.owner();
    threads = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("batch-", 0).factory());
    feeder =
        new BatchFeeder(
            new BatchFeeder.Parts(
                batches, parts.reader(), parts.submitter(), settings, threads, clock, owner));
    rounds = Periodic.start("gateway-batches", settings.round(), this::round);
  }

  /** Rounds that have failed since the start. */
  public long failures() {
    return rounds.failures();
  }

  /** Looks after a batch at once, whoever else may have begun with it. */
  void take(BatchManifest batch) {
    Named named = new Named(batch.tenant(), batch.id());
    if (batches.end(named).isEmpty()) {
      work(batch, named, batches.progress(named).map(BatchProgress::done).orElse(0));
    }
  }

  @Override
  public void close() {
    open = false;
    rounds.close();
    threads.shutdownNow();
  }

  private void round() {
    for (Named named : batches.open()) {
      if (open && !feeding.containsKey(named)) {
        try {
          look(named);
        } catch (StorageException e) {
          LOG.warn("batch {} waits reason={}: {}", named.id(), e.code().stable(), e.getMessage());
        }
      }
    }
  }

  private void look(Named named) {
    Optional<BatchManifest> batch = batches.find(named);
    if (batch.isEmpty()) {
      return; // it is being brought, or whoever brought it has died: then it is brought again
    }
    Optional<BatchEnd> end = batches.end(named);
    if (end.isPresent()) {
      close(batch.get(), end.get());
      return;
    }
    Optional<BatchProgress> progress = batches.progress(named);
    if (progress.filter(this::isSomebodysElse).isPresent()) {
      return;
    }
    int done = progress.map(BatchProgress::done).orElse(0);
    Optional<Instant> cancelled = batches.cancelled(named);
    if (cancelled.isPresent()) {
      cancelLines(named);
    } else if (done < batches.checked(batch.get()).map(BatchChecked::lines).orElse(1)) {
      if (progress.isPresent() || isOld(batch.get().createdAt())) {
        work(batch.get(), named, done);
      }
      return;
    }
    finish(batch.get(), cancelled);
  }

  /** Who wants to know hears of its end before it is forgotten. */
  private void close(BatchManifest batch, BatchEnd end) {
    Named named = new Named(batch.tenant(), batch.id());
    listener.ended(batch, end);
    batches.close(named);
    view.batches().forget(named.id());
  }

  private boolean isSomebodysElse(BatchProgress progress) {
    return !progress.owner().isEmpty() && !progress.owner().equals(owner) && !isOld(progress.at());
  }

  private boolean isOld(Instant at) {
    return clock.instant().isAfter(at.plus(settings.silence()));
  }

  private void work(BatchManifest batch, Named named, int done) {
    if (feeding.putIfAbsent(named, true) != null) {
      return;
    }
    try {
      threads.execute(() -> {
        try {
          Optional<BatchChecked> checked = batches.checked(batch).or(() -> check(batch, named));
          if (checked.filter(c -> done < c.lines()).isPresent()) {
            feeder.feed(batch, checked.get().lines(), done, () -> open);
          }
        } catch (InterruptedException _) {
          Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
          LOG.warn("batch {} is queued no further for now: {}", batch.id(), e.getMessage(), e);
        } finally {
          feeding.remove(named);
        }
      });
    } catch (RejectedExecutionException _) {
      feeding.remove(named); // the gateway is stopping: another one, or the next, goes on
    }
  }

  /** Checks what was not checked when it was brought; empty where it is not valid. */
  private Optional<BatchChecked> check(BatchManifest batch, Named named) {
    Duration third = settings.silence().dividedBy(3);
    Instant[] beat = {Instant.EPOCH};
    BatchCheck.Report report =
        check.check(
            batch,
            batches.input(batch),
            _ -> {
              Instant now = clock.instant();
              if (now.isAfter(beat[0].plus(third))) {
                beat[0] = now;
                batches.progress(named, new BatchProgress(owner, 0, now));
              }
            });
    if (!report.isValid()) {
      batches.failed(named, BatchEnd.failed(report.faults(), report.faultCount(), clock.instant()));
      return Optional.empty();
    }
    BatchChecked checked = new BatchChecked(report.lines(), report.total(), clock.instant());
    batches.checked(named, checked);
    return Optional.of(checked);
  }

  private void cancelLines(Named named) {
    List<Runnable> cancels = new ArrayList<>();
    for (BatchView.Line line : view.batches().lines(named.id())) {
      view.jobs()
          .find(named.tenant(), line.job())
          .filter(job -> !job.job().state().status().terminal())
          .filter(job -> job.job().state().status() != JobStatus.CANCELING)
          .ifPresent(job ->
              cancels.add(() -> {
                try {
                  steering.cancel(job);
                } catch (InterruptedException _) {
                  Thread.currentThread().interrupt();
                } catch (ProblemException | StorageException _) {
                  // It has ended meanwhile, or the next round asks again.
                }
              }));
    }
    try {
      Flights.run(cancels, settings.inFlight(), threads);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Writes the results down, if every line that was queued has ended. */
  private void finish(BatchManifest batch, Optional<Instant> cancelled) {
    Named named = new Named(batch.tenant(), batch.id());
    catchUp.run();
    Collection<BatchView.Line> lines = view.batches().lines(named.id());
    if (lines.stream().anyMatch(line -> line.result().isEmpty())) {
      return;
    }
    List<BatchResult> results = new ArrayList<>(batches.refused(named));
    lines.forEach(line -> line.result().ifPresent(results::add));
    results.sort(BatchResult.ORDER);
    int succeeded = (int) results.stream().filter(r -> r.status() == JobStatus.SUCCEEDED).count();
    Instant now = clock.instant();
    ResultFiles.Left left = files.write(batch, results::stream, now);
    BatchEnd end =
        BatchEnd.of(
                cancelled.isPresent() ? BatchEnd.Outcome.CANCELLED : BatchEnd.Outcome.COMPLETED,
                succeeded,
                results.size() - succeeded,
                cancelled,
                now)
            .leaving(left.output(), left.errors());
    try {
      Path file = Files.createTempFile("darkroom-batch-", ".jsonl");
      try {
        write(file, results);
        batches.finish(named, end, file);
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the results of " + named.id() + " cannot be written", e);
    }
    close(batch, end);
    LOG.info("batch {} has ended: {} of {} succeeded", named.id(), succeeded, results.size());
  }

  private static void write(Path file, List<BatchResult> results) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      for (BatchResult result : results) {
        out.write(Batches.encode(result));
      }
    }
  }
}
