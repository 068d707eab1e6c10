package dev.darkroom.gateway.batch;

import dev.darkroom.gateway.problem.ProblemException;
import dev.darkroom.storage.batch.BatchFault;
import dev.darkroom.storage.batch.BatchManifest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntConsumer;

/** Checks a batch's input whole before any line of it is queued. */
final class BatchCheck {
  /** Faults that are told one by one; more are counted. */
  static final int MAX_TOLD = 100;

  private final LineReader reader;
  private final BatchSettings settings;

  BatchCheck(LineReader reader, BatchSettings settings) {
    this.reader = reader;
    this.settings = settings;
  }

  private static final class Findings {
    final LineNames names = new LineNames();
    final List<BatchFault> told = new ArrayList<>();
    int faults;
    int lines;
    int jobs;

    void fault(Optional<Integer> line, String code, String what, Optional<String> param) {
      faults++;
      if (told.size() < MAX_TOLD) {
        told.add(new BatchFault(line, code, what, param));
      }
    }

    BatchReport report() {
      return new BatchReport(lines, jobs, told, faults);
    }
  }

  /**
   * Reads every line, up to the most that a batch may have.
   *
   * @param beat hears the number of each line before it is read
   * @throws ProblemException where a store is down that lines are checked against
   */
  BatchReport check(BatchManifest batch, InputStream input, IntConsumer beat) {
    Findings found = new Findings();
    try (Lines lines = new Lines(input, settings.maxLineBytes())) {
      for (var next = lines.next(); next.isPresent(); next = lines.next()) {
        beat.accept(next.get().number());
        found.lines = next.get().number();
        if (next.get().isBlank()) {
          continue;
        }
        if (++found.jobs > settings.maxLines()) {
          found.fault(
              Optional.empty(),
              "too_many_lines",
              "a batch has at most %d lines: bring the rest as another one"
                  .formatted(settings.maxLines()),
              Optional.empty());
          return found.report();
        }
        read(batch, next.get(), found);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the batch that was brought cannot be read again", e);
    }
    if (found.jobs == 0) {
      found.fault(
          Optional.empty(),
          "empty_batch",
          "the batch is empty: send a job on each line",
          Optional.empty());
    }
    return found.report();
  }

  private void read(BatchManifest batch, Line line, Findings found) {
    try {
      String name = reader.check(batch, line);
      OptionalInt other = found.names.add(name, line.number());
      if (other.isPresent()) {
        found.fault(
            Optional.of(line.number()),
            "duplicate_custom_id",
            "custom_id '%s' is that of line %d too".formatted(name, other.getAsInt()),
            Optional.of(LineDialect.CUSTOM_ID));
      }
    } catch (ProblemException e) {
      if (e.problem().code().status() >= 500) {
        throw e; // a store is down: nothing is wrong with the line
      }
      found.fault(
          Optional.of(line.number()),
          e.problem().code().stable(),
          e.problem().detail(),
          e.problem().param());
    }
  }
}
