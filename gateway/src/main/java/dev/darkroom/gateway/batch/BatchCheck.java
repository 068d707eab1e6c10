package dev.darkroom.gateway.batch;

import dev.darkroom.gateway.auth.Caller;
import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.problem.ProblemException;
import dev.darkroom.job.BatchId;
import dev.darkroom.job.Digest;
import dev.darkroom.storage.batch.BatchManifest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Checks a file whole before any line of it is queued. */
final class BatchCheck {
  /** Faults that are told one by one; more are counted. */
  private static final int MAX_TOLD = 100;

  private final LineReader reader;
  private final BatchSettings settings;

  BatchCheck(LineReader reader, BatchSettings settings) {
    this.reader = reader;
    this.settings = settings;
  }

  /** What is found while a file is read. */
  private static final class Findings {
    final Map<String, Integer> names = new HashMap<>();
    final List<String> told = new ArrayList<>();
    int faults;
    int lines;
    int jobs;

    void fault(int line, String what) {
      faults++;
      if (told.size() < MAX_TOLD) {
        told.add("line " + line + ": " + what);
      }
    }
  }

  /**
   * Reads every line of a file.
   *
   * @throws ProblemException INVALID_BATCH with a reason for each line that does not fit
   */
  BatchManifest check(BatchId id, Path file, Caller caller, Instant now) {
    Findings found = new Findings();
    MessageDigest sha = Digest.sha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), sha);
        Lines lines = new Lines(in, settings.maxLineBytes())) {
      for (var next = lines.next(); next.isPresent(); next = lines.next()) {
        found.lines = next.get().number();
        if (!next.get().isBlank()) {
          read(id, next.get(), caller, found);
        }
      }
      refuseFaults(found);
      return new BatchManifest(
          id,
          caller.tenant(),
          Digest.ofHash(sha.digest()),
          Files.size(file),
          found.lines,
          found.jobs,
          now);
    } catch (IOException e) {
      throw new UncheckedIOException("the batch that was brought cannot be read again", e);
    }
  }

  private void read(BatchId id, Lines.Line line, Caller caller, Findings found) {
    found.jobs++;
    if (found.jobs > settings.maxLines()) {
      throw invalid(
          "a batch has at most %d lines: bring the rest as another one"
              .formatted(settings.maxLines()),
          List.of());
    }
    try {
      LineReader.Read read = reader.read(id, line, caller.tenant());
      LineReader.check(caller, read.request());
      Integer other = found.names.putIfAbsent(read.line().customId(), line.number());
      if (other != null) {
        found.fault(
            line.number(),
            "custom_id '%s' is that of line %d too".formatted(read.line().customId(), other));
      }
    } catch (ProblemException e) {
      if (e.problem().code().status() >= 500) {
        throw e; // a store is down: nothing is wrong with the line
      }
      found.fault(line.number(), e.problem().detail());
    }
  }

  private static void refuseFaults(Findings found) {
    if (found.faults > 0) {
      throw invalid(
          "%d of %d lines are not valid, and none is queued; %s"
              .formatted(found.faults, found.jobs, found.told.getFirst()),
          found.told);
    }
    if (found.jobs == 0) {
      throw invalid("the batch is empty: send a job on each line", List.of());
    }
  }

  private static ProblemException invalid(String detail, List<String> reasons) {
    return Problem.of(ProblemCode.INVALID_BATCH, detail).because(reasons).exception();
  }
}
