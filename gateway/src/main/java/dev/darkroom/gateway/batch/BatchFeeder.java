package dev.darkroom.gateway.batch;

import dev.darkroom.gateway.command.Submitter;
import dev.darkroom.gateway.problem.ProblemException;
import dev.darkroom.job.BatchLine;
import dev.darkroom.job.ErrorKind;
import dev.darkroom.job.JobError;
import dev.darkroom.job.JobId;
import dev.darkroom.job.JobStatus;
import dev.darkroom.job.Refusal;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.batch.BatchManifest;
import dev.darkroom.storage.batch.BatchProgress;
import dev.darkroom.storage.batch.BatchResult;
import dev.darkroom.storage.batch.Batches;
import dev.darkroom.storage.batch.Batches.Named;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Queues a batch's lines, a window after the other. Within a window lines do not wait for each
 * other's answers; a line whose answer does not come, or for which there is no room, is sent again
 * under the same id until there is, or nobody wants it any more. When a window is through, it is
 * written down.
 */
final class BatchFeeder {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);

  private final Batches batches;
  private final LineReader reader;
  private final Submitter submitter;
  private final BatchSettings settings;
  private final Executor threads;
  private final InstantSource clock;
  private final String owner;

  /**
   * What feeding takes.
   *
   * @param owner this gateway's name for itself
   * @param threads starts a virtual thread for each line
   */
  record Parts(
      Batches batches,
      LineReader reader,
      Submitter submitter,
      BatchSettings settings,
      Executor threads,
      InstantSource clock,
      String owner) {}

  BatchFeeder(Parts parts) {
    batches = parts.batches();
    reader = parts.reader();
    submitter = parts.submitter();
    settings = parts.settings();
    threads = parts.threads();
    clock = parts.clock();
    owner = parts.owner();
  }

  /** A window's lines and what became of them. */
  private final class Window {
    final Semaphore permits = new Semaphore(settings.inFlight());
    final ConcurrentLinkedQueue<BatchResult> refused = new ConcurrentLinkedQueue<>();
    volatile boolean left;
  }

  /**
   * Queues what is left of a batch.
   *
   * @param lines physical lines of its input
   * @param done lines that are through already
   * @param wanted whether it shall go on
   */
  void feed(BatchManifest batch, int lines, int done, BooleanSupplier wanted)
      throws InterruptedException {
    Named named = new Named(batch.tenant(), batch.id());
    int through = done;
    try (Lines input = new Lines(batches.input(batch), settings.maxLineBytes())) {
      for (int skipped = 0; skipped < done && input.next().isPresent(); skipped++) {}
      while (through < lines && isWanted(named, wanted)) {
        Optional<Integer> last = window(batch, input, through, wanted);
        if (last.isEmpty()) {
          break;
        }
        through = last.get();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the input of " + batch.id() + " cannot be read", e);
    }
    batches.progress(named, new BatchProgress("", through, clock.instant()));
  }

  /** The last line of the window; empty where it was left before all of its lines were through. */
  private Optional<Integer> window(
      BatchManifest batch, Lines lines, int done, BooleanSupplier wanted)
      throws IOException, InterruptedException {
    Named named = new Named(batch.tenant(), batch.id());
    batches.progress(named, new BatchProgress(owner, done, clock.instant()));
    List<Line> taken = new ArrayList<>();
    while (taken.size() < settings.window()) {
      Optional<Line> next = lines.next();
      if (next.isEmpty()) {
        break;
      }
      taken.add(next.get());
    }
    Window window = new Window();
    List<Line> jobs = taken.stream().filter(line -> !line.isBlank()).toList();
    CountDownLatch open = new CountDownLatch(jobs.size());
    threads.execute(() -> jobs.forEach(line -> start(batch, line, window, open)));
    while (!open.await(settings.silence().toMillis() / 3, TimeUnit.MILLISECONDS)) {
      window.left = window.left || !isWanted(named, wanted);
      batches.progress(named, new BatchProgress(owner, done, clock.instant()));
    }
    if (!window.refused.isEmpty()) {
      batches.refused(
          named,
          window.refused.stream()
              .sorted(Comparator.comparing(result -> result.line().line()))
              .toList());
    }
    return window.left || taken.isEmpty()
        ? Optional.empty()
        : Optional.of(taken.getLast().number());
  }

  private void start(BatchManifest batch, Line line, Window window, CountDownLatch open) {
    window.permits.acquireUninterruptibly();
    threads.execute(() -> {
      try {
        if (!window.left) {
          queue(batch, line, window);
        }
      } catch (InterruptedException _) {
        window.left = true;
        Thread.currentThread().interrupt();
      } finally {
        window.permits.release();
        open.countDown();
      }
    });
  }

  private void queue(BatchManifest batch, Line line, Window window) throws InterruptedException {
    for (Duration pause = FIRST_PAUSE; !window.left; pause = longer(pause)) {
      try {
        LineReader.Read read = reader.read(batch, line);
        Optional<Submitter.LineEnd> end =
            submitter.line(batch.tenant(), read.request(), read.line());
        if (end.isPresent()) {
          end.get().refusal().ifPresent(why -> refuse(read, end.get().job(), why, window));
          return;
        }
      } catch (ProblemException e) {
        // It was valid when the batch was taken. What it names may be back, or is gone for good.
        if (e.problem().code().status() < 500) {
          refuseUnread(batch, line, e, window);
          return;
        }
      } catch (StorageException _) {
        // Something is down: it is waited for.
      }
      Thread.sleep(pause);
    }
  }

  private void refuse(LineReader.Read read, JobId job, Refusal why, Window window) {
    window.refused.add(
        new BatchResult(
            read.line(),
            job,
            JobStatus.FAILED,
            clock.instant(),
            List.of(),
            Optional.of(new JobError(ErrorKind.CLIENT, why.code(), why.message(), why.param()))));
  }

  private void refuseUnread(BatchManifest batch, Line line, ProblemException e, Window window) {
    window.refused.add(
        new BatchResult(
            new BatchLine(batch.id(), line.number(), LineDialect.nameOf(line)),
            JobId.ofLine(batch.id(), line.number(), 0),
            JobStatus.FAILED,
            clock.instant(),
            List.of(),
            Optional.of(
                new JobError(
                    ErrorKind.CLIENT,
                    e.problem().code().stable(),
                    e.problem().detail(),
                    e.problem().param()))));
  }

  private boolean isWanted(Named named, BooleanSupplier wanted) {
    return wanted.getAsBoolean() && batches.cancelled(named).isEmpty();
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }
}
