package dev.darkroom.gateway.batch;

import dev.darkroom.gateway.view.BatchView;
import dev.darkroom.job.ErrorKind;
import dev.darkroom.job.JobError;
import dev.darkroom.job.JobStatus;
import dev.darkroom.job.command.Reply;
import dev.darkroom.job.id.BatchLine;
import dev.darkroom.job.id.JobId;
import dev.darkroom.storage.batch.BatchChecked;
import dev.darkroom.storage.batch.BatchEnd;
import dev.darkroom.storage.batch.BatchManifest;
import dev.darkroom.storage.batch.BatchProgress;
import dev.darkroom.storage.batch.BatchResult;
import dev.darkroom.storage.batch.Batches.Named;
import dev.darkroom.storage.batch.ResultSegments;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One gateway's turn at one batch, from its check to its end: one thread checks it, feeds its lines
 * into the log, hears what becomes of them and writes that down. Whatever fails ends the turn; the
 * next begins with what is written down and in the log, here or at another gateway.
 */
final class BatchSession {
  private static final Logger LOG = LoggerFactory.getLogger(BatchSession.class);
  private static final Duration IDLE = Duration.ofMillis(100);

  /** Heard of in one go, before anything else is looked at. */
  private static final int MAX_HEARD = 10_000;

  private final BatchManifest batch;
  private final Named named;
  private final SessionParts parts;
  private final LinkedBlockingQueue<News> news = new LinkedBlockingQueue<>();
  private volatile BatchProgress progress;
  private volatile boolean hurry;
  private Instant nextBeat = Instant.EPOCH;
  private Instant nextLook = Instant.EPOCH;
  private Mode mode = Mode.FEEDING;
  private Optional<Instant> cancelled = Optional.empty();

  /** What the session is about. */
  private enum Mode {
    FEEDING,
    CANCELLING,
    EXPIRING
  }

  /** What it is told by other threads. */
  private sealed interface News {
    /** The log has this line's job. */
    record Seen(BatchView.Line line) implements News {}

    /** The scheduler has answered a command. */
    record Told(Reply reply) implements News {}
  }

  /**
   * @param known how far the batch was when it was looked at last
   */
  BatchSession(BatchManifest batch, Optional<BatchProgress> known, SessionParts parts) {
    this.batch = batch;
    this.named = new Named(batch.tenant(), batch.id());
    this.parts = parts;
    this.progress =
        new BatchProgress(
            parts.owner(),
            known.map(BatchProgress::done).orElse(0),
            Instant.EPOCH,
            known.map(BatchProgress::succeeded).orElse(0),
            known.map(BatchProgress::failed).orElse(0));
  }

  /** How far the batch is now. */
  BatchProgress progress() {
    return progress;
  }

  /** Looks at once whether somebody wants its end. */
  void hurry() {
    hurry = true;
  }

  /**
   * Takes the batch over and looks after it.
   *
   * @return how it has ended; empty where this gateway stops, or another goes on
   */
  Optional<BatchEnd> run() throws InterruptedException {
    write(progress);
    try {
      Optional<BatchChecked> checked = parts.batches().checked(batch).or(this::check);
      return checked.isPresent() ? tend(checked.get()) : parts.batches().end(named);
    } catch (OvertakenException _) {
      LOG.info("batch {} is another gateway's now", batch.id());
      return Optional.empty();
    }
  }

  /** Checks what was not checked when it was brought; empty where it is not valid. */
  private Optional<BatchChecked> check() {
    BatchReport report =
        parts.check().check(batch, parts.batches().input(batch), _ -> beat(Optional.empty()));
    if (!report.isValid()) {
      parts.batches().finish(named, BatchEnd.failed(report.faults(), report.faultCount(), now()));
      return Optional.empty();
    }
    BatchChecked checked = new BatchChecked(report.lines(), report.total(), now());
    parts.batches().checked(named, checked);
    parts.moved().accept(named);
    return Optional.of(checked);
  }

  private Optional<BatchEnd> tend(BatchChecked checked) throws InterruptedException {
    Consumer<BatchView.Line> follower = line -> news.add(new News.Seen(line));
    Ledger ledger =
        Ledger.load(parts.batches().results(named), progress.done(), _ -> beat(Optional.empty()));
    parts.catchUp().run();
    parts.view().batches().follow(batch.id(), follower);
    try (var _ = parts.feed().sender().listen(reply -> news.add(new News.Told(reply)));
        LineFeed feed = feed(ledger)) {
      hear(feed, ledger, news.size()); // all that the view knows: what is not among it is lost
      giveUpLost(ledger);
      while (parts.isOpen().getAsBoolean()) {
        hear(feed, ledger, MAX_HEARD);
        Optional<BatchEnd> end = step(checked, feed, ledger);
        if (end.isPresent()) {
          return end;
        }
      }
      hear(feed, ledger, MAX_HEARD);
      ledger.write(now());
      write(of("", ledger));
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("the input of " + batch.id() + " cannot be closed", e);
    } finally {
      parts.view().batches().unfollow(batch.id(), follower);
    }
  }

  private Optional<BatchEnd> step(BatchChecked checked, LineFeed feed, Ledger ledger)
      throws InterruptedException {
    beat(Optional.of(ledger));
    look();
    boolean moved = feed.step(mode == Mode.FEEDING);
    if (mode != Mode.FEEDING) {
      endLines(feed, ledger);
    }
    Instant now = now();
    boolean all = ledger.succeeded() + ledger.failed() >= checked.total();
    if (all || ledger.isDue(batch.createdAt(), now)) {
      ledger.write(now);
      if (!all) {
        nextBeat = Instant.EPOCH; // the counts are told with what they count
      }
    }
    if (all) {
      return Optional.of(finish(ledger));
    }
    if (!moved) {
      @Nullable News first = news.poll(IDLE.toMillis(), TimeUnit.MILLISECONDS);
      if (first != null) {
        hear(first, feed, ledger);
      }
    }
    return Optional.empty();
  }

  private LineFeed feed(Ledger ledger) {
    return new LineFeed(
        batch,
        ledger,
        new Lines(parts.batches().input(batch), parts.settings().maxLineBytes()),
        parts.ids().get(),
        parts.feed());
  }

  private void hear(LineFeed feed, Ledger ledger, int most) {
    for (int heard = 0; heard < most; heard++) {
      @Nullable News next = news.poll();
      if (next == null) {
        return;
      }
      hear(next, feed, ledger);
    }
  }

  private void hear(News next, LineFeed feed, Ledger ledger) {
    switch (next) {
      case News.Seen seen -> {
        ledger.seen(inMode(seen.line()));
        feed.answered(seen.line().number());
      }
      case News.Told told ->
          feed.lineOf(told.reply().command())
              .ifPresent(line -> {
                switch (told.reply()) {
                  case Reply.Accepted _, Reply.Queued _ -> feed.answered(line);
                  case Reply.Refused refused ->
                      feed.refused(line, refused.refusal(), JobId.ofLine(batch.id(), line, 0));
                  case Reply.Done _, Reply.Explained _, Reply.Quoted _ ->
                      throw new IllegalStateException("a submit was answered by " + told.reply());
                }
              });
    }
  }

  /** What was canceled because the batch's time was over has expired. */
  private BatchView.Line inMode(BatchView.Line line) {
    return mode == Mode.EXPIRING
        ? new BatchView.Line(
            line.number(),
            line.job(),
            line.result()
                .map(result ->
                    result.status() == JobStatus.CANCELED
                        ? new BatchResult(
                            result.line(),
                            result.job(),
                            JobStatus.EXPIRED,
                            result.endedAt(),
                            result.outputs(),
                            Optional.of(error()))
                        : result))
        : line;
  }

  /**
   * Jobs that the log had and has forgotten, and whose results nobody wrote down: only where every
   * gateway was away for longer than the log remembers.
   */
  private void giveUpLost(Ledger ledger) {
    boolean any = false;
    for (int line = 1; line <= progress.done() && !any; line++) {
      any = !ledger.hasEnded(line) && !ledger.open().containsKey(line);
    }
    if (any) {
      eachUnended(
          ledger,
          line -> line.number() <= progress.done() && !ledger.open().containsKey(line.number()),
          JobStatus.FAILED,
          JobError.of(
              ErrorKind.DEPENDENCY,
              "result_lost",
              "no gateway was there while the log still knew how this job ended: retry the line"));
    }
  }

  /** Nothing is queued any more; what is queued is canceled; what never was is given up. */
  private void endLines(LineFeed feed, Ledger ledger) throws InterruptedException {
    feed.giveUpWaiting();
    if (!ledger.open().isEmpty()) {
      parts.canceller().cancel(named.tenant(), ledger.open().values());
    } else if (feed.isIdle()) {
      eachUnended(
          ledger,
          _ -> true,
          mode == Mode.EXPIRING ? JobStatus.EXPIRED : JobStatus.CANCELED,
          error());
    }
  }

  private void eachUnended(
      Ledger ledger, java.util.function.Predicate<Line> which, JobStatus status, JobError error) {
    try (Lines lines = new Lines(parts.batches().input(batch), parts.settings().maxLineBytes())) {
      for (var next = lines.next(); next.isPresent(); next = lines.next()) {
        Line line = next.get();
        if (line.isBlank() || ledger.hasEnded(line.number()) || !which.test(line)) {
          continue;
        }
        ledger.ended(
            new BatchResult(
                new BatchLine(batch.id(), line.number(), LineDialect.nameOf(line)),
                JobId.ofLine(batch.id(), line.number(), 0),
                status,
                now(),
                List.of(),
                Optional.of(error)));
        if (ledger.isDue(batch.createdAt(), now())) {
          ledger.write(now());
          beat(Optional.of(ledger));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the input of " + batch.id() + " cannot be read", e);
    }
  }

  private JobError error() {
    return mode == Mode.EXPIRING
        ? JobError.of(
            ErrorKind.CLIENT,
            "batch_expired",
            "the batch's time was over before this line had ended: retry it, or give it longer")
        : JobError.of(
            ErrorKind.CLIENT, "batch_cancelled", "the batch was cancelled before this line began");
  }

  private BatchEnd finish(Ledger ledger) {
    Instant ended = parts.batches().finalizing(named, now());
    ResultSegments results = parts.batches().results(named);
    ResultFiles.Left left = parts.files().write(batch, results::read, ended);
    BatchEnd end =
        BatchEnd.of(outcome(), ledger.succeeded(), ledger.failed(), cancelled, ended)
            .leaving(left.output(), left.errors());
    parts.batches().finish(named, end);
    LOG.info(
        "batch {} has ended: {} of {} succeeded",
        batch.id(),
        end.succeeded(),
        end.succeeded() + end.failed());
    return end;
  }

  private BatchEnd.Outcome outcome() {
    return switch (mode) {
      case FEEDING -> BatchEnd.Outcome.COMPLETED;
      case CANCELLING -> BatchEnd.Outcome.CANCELLED;
      case EXPIRING -> BatchEnd.Outcome.EXPIRED;
    };
  }

  /** Whether somebody wants its end, or its time is over. */
  private void look() {
    Instant now = now();
    if (mode != Mode.FEEDING || (!hurry && now.isBefore(nextLook))) {
      return;
    }
    hurry = false;
    nextLook = now.plus(parts.settings().round());
    cancelled = parts.batches().cancelled(named);
    if (cancelled.isPresent()) {
      mode = Mode.CANCELLING;
    } else if (batch.terms().deadline().filter(now::isAfter).isPresent()) {
      mode = Mode.EXPIRING;
    }
  }

  /**
   * Says that this gateway still looks after the batch, from time to time.
   *
   * @throws OvertakenException where another one does
   */
  private void beat(Optional<Ledger> ledger) {
    Instant now = now();
    ledger.ifPresent(this::count);
    if (now.isBefore(nextBeat)) {
      return;
    }
    nextBeat = now.plus(parts.settings().silence().dividedBy(3));
    Optional<String> owner = parts.batches().progress(named).map(BatchProgress::owner);
    if (owner.filter(o -> !o.equals(parts.owner()) && !o.isEmpty()).isPresent()) {
      throw new OvertakenException();
    }
    write(progress);
  }

  private void count(Ledger ledger) {
    boolean moved =
        ledger.succeeded() != progress.succeeded() || ledger.failed() != progress.failed();
    progress = of(parts.owner(), ledger);
    if (moved) {
      parts.moved().accept(named);
    }
  }

  private void write(BatchProgress told) {
    progress = new BatchProgress(told.owner(), told.done(), now(), told.succeeded(), told.failed());
    parts.batches().progress(named, progress);
  }

  private BatchProgress of(String owner, Ledger ledger) {
    return new BatchProgress(owner, ledger.done(), now(), ledger.succeeded(), ledger.failed());
  }

  private Instant now() {
    return parts.clock().instant();
  }
}
