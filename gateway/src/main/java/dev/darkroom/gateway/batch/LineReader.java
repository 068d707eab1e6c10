package dev.darkroom.gateway.batch;

import dev.darkroom.gateway.auth.Caller;
import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.request.JobRequest;
import dev.darkroom.job.id.BatchLine;
import dev.darkroom.storage.batch.BatchManifest;
import dev.darkroom.storage.batch.BatchTerms;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads lines of every dialect that this gateway speaks. */
final class LineReader {
  private final Map<String, LineDialect> dialects = new HashMap<>();
  private final int maxBytes;

  /** A line that fits. */
  record Read(BatchLine line, JobRequest request) {}

  LineReader(List<LineDialect> dialects, int maxBytes) {
    dialects.forEach(
        dialect -> dialect.endpoints().forEach(endpoint -> this.dialects.put(endpoint, dialect)));
    this.maxBytes = maxBytes;
  }

  /**
   * Reads a line.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException saying what does not fit
   */
  Read read(BatchManifest batch, Line line) {
    refuseTooLong(line);
    LineDialect.Read read = dialect(batch.terms()).read(batch.terms(), batch.tenant(), line);
    checkKind(batch, read.request());
    return new Read(
        new BatchLine(batch.id(), line.number(), read.customId()),
        read.request().paidBy(batch.terms().payer()));
  }

  /**
   * The name of a line that fits as far as its batch cannot begin otherwise.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException saying what does not fit
   */
  String check(BatchManifest batch, Line line) {
    refuseTooLong(line);
    return dialect(batch.terms())
        .outside(batch.terms(), line)
        .orElseGet(() -> read(batch, line).line().customId());
  }

  private void refuseTooLong(Line line) {
    if (line.tooLong()) {
      throw Problem.of(ProblemCode.BODY_TOO_LARGE, "the line is longer than " + maxBytes + " bytes")
          .exception();
    }
  }

  private LineDialect dialect(BatchTerms terms) {
    String endpoint = terms.endpoint().orElse("");
    LineDialect dialect = dialects.get(endpoint);
    if (dialect == null) {
      throw Problem.of(
              ProblemCode.UNKNOWN_VALUE,
              "endpoint",
              "endpoint '%s' takes no batches here: use one of %s"
                  .formatted(endpoint, dialects.keySet()))
          .exception();
    }
    return dialect;
  }

  /** Refuses a line whose kind of job may not be submitted by who brought the batch. */
  private static void checkKind(BatchManifest batch, JobRequest request) {
    Set<dev.darkroom.job.tenant.Role> roles = batch.terms().roles();
    // Batches of before roles were written down were checked when they were brought.
    if (!roles.isEmpty() && !new Caller(batch.tenant(), roles).mayRun(request.spec().kind())) {
      throw Problem.of(
              ProblemCode.FORBIDDEN,
              "kind",
              "this key's role may not submit %s jobs: use one of role %s"
                  .formatted(request.spec().kind(), Caller.needed(request.spec().kind())))
          .exception();
    }
  }
}
