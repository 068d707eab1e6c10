package dev.darkroom.gateway.batch;

import dev.darkroom.gateway.view.BatchView;
import dev.darkroom.job.JobStatus;
import dev.darkroom.job.id.JobId;
import dev.darkroom.storage.batch.BatchResult;
import dev.darkroom.storage.batch.ResultSegments;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What is known of a batch's lines: which are queued, which have ended, and whose results are
 * written down. A bit a line, and what waits to be written. For one thread.
 */
final class Ledger {
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(60);

  /** Segments come at distances of this part of the batch's age, so that there are never many. */
  private static final int PART_OF_AGE = 100;

  private final ResultSegments segments;
  private final BitSet settled = new BitSet();
  private final BitSet ended = new BitSet();
  private final Map<Integer, JobId> open = new HashMap<>();
  private final List<BatchResult> pending = new ArrayList<>();
  private int written;
  private int succeeded;
  private int failed;
  private Instant lastWritten = Instant.EPOCH;

  private Ledger(ResultSegments segments) {
    this.segments = segments;
  }

  /**
   * Reads what was written down before.
   *
   * @param done lines from the first on that are known to be queued
   * @param each hears of every result that is read
   */
  static Ledger load(ResultSegments segments, int done, Consumer<BatchResult> each) {
    Ledger ledger = new Ledger(segments);
    ledger.settled.set(0, done + 1);
    // Counted first: a segment that comes meanwhile is then found in the way of the next.
    ledger.written = segments.count();
    try (Stream<BatchResult> results = segments.read()) {
      results.forEach(result -> {
        each.accept(result);
        ledger.count(result);
      });
    }
    return ledger;
  }

  /** The log has this line's job. */
  void seen(BatchView.Line line) {
    settled.set(line.number());
    line.result().ifPresent(this::ended);
    if (!ended.get(line.number())) {
      open.put(line.number(), line.job());
    }
  }

  /** This line is queued, or needs no queueing. */
  void settled(int line) {
    settled.set(line);
  }

  /** What came of a line; the first word counts. */
  void ended(BatchResult result) {
    open.remove(result.line().line());
    if (!ended.get(result.line().line())) {
      pending.add(result);
      count(result);
    }
  }

  private void count(BatchResult result) {
    int line = result.line().line();
    if (!ended.get(line)) {
      ended.set(line);
      settled.set(line);
      if (result.status() == JobStatus.SUCCEEDED) {
        succeeded++;
      } else {
        failed++;
      }
    }
  }

  boolean isSettled(int line) {
    return settled.get(line);
  }

  boolean hasEnded(int line) {
    return ended.get(line);
  }

  /** Lines from the first on that are all settled. */
  int done() {
    return settled.nextClearBit(1) - 1;
  }

  int succeeded() {
    return succeeded;
  }

  int failed() {
    return failed;
  }

  /** Jobs that the log has and that have not ended, by their lines. */
  Map<Integer, JobId> open() {
    return open;
  }

  /** Whether there is something to write down, and the time has come for it. */
  boolean isDue(Instant created, Instant now) {
    if (pending.size() >= ResultSegments.MAX_RESULTS) {
      return true;
    }
    Duration part = Duration.between(created, now).dividedBy(PART_OF_AGE);
    Duration distance =
        part.compareTo(SHORTEST) < 0 ? SHORTEST : part.compareTo(LONGEST) > 0 ? LONGEST : part;
    return !pending.isEmpty() && !now.isBefore(lastWritten.plus(distance));
  }

  /**
   * Writes down all that is to be written.
   *
   * @throws OvertakenException where another gateway has written in its place
   */
  void write(Instant now) {
    while (!pending.isEmpty()) {
      List<BatchResult> some =
          pending.subList(0, Math.min(pending.size(), ResultSegments.MAX_RESULTS));
      if (!segments.append(written, some)) {
        throw new OvertakenException();
      }
      written++;
      some.clear();
    }
    lastWritten = now;
  }
}
