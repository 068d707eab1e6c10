package dev.darkroom.gateway.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.gateway.auth.Caller;
import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.request.JobRequest;
import dev.darkroom.gateway.request.JobRequestReader;
import dev.darkroom.gateway.request.JsonText;
import dev.darkroom.job.BatchId;
import dev.darkroom.job.BatchLine;
import dev.darkroom.job.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * Reads a native line: a job's body and a {@code custom_id}. May block as the job's reader does.
 */
final class LineReader {
  private static final String CUSTOM_ID = "custom_id";

  private final JobRequestReader jobs;
  private final int maxBytes;

  /** A line that fits. */
  record Read(BatchLine line, JobRequest request) {}

  LineReader(JobRequestReader jobs, int maxBytes) {
    this.jobs = jobs;
    this.maxBytes = maxBytes;
  }

  /**
   * Reads a line.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException saying what does not fit
   */
  Read read(BatchId batch, Lines.Line line, TenantId tenant) {
    if (line.tooLong()) {
      throw Problem.of(ProblemCode.BODY_TOO_LARGE, "the line is longer than " + maxBytes + " bytes")
          .exception();
    }
    ObjectNode body = JsonText.object(line.bytes());
    String customId = customId(body.remove(CUSTOM_ID));
    return new Read(
        new BatchLine(batch, line.number(), customId),
        jobs.read(body, JsonText.digest(body), tenant));
  }

  /** What a line that was read before is called, where it can no longer be read whole. */
  static BatchLine name(BatchId batch, Lines.Line line) {
    ObjectNode body = JsonText.object(line.bytes());
    return new BatchLine(batch, line.number(), customId(body.remove(CUSTOM_ID)));
  }

  /** Refuses a line whose kind of job the caller may not submit. */
  static void check(Caller caller, JobRequest request) {
    if (!caller.mayRun(request.spec().kind())) {
      throw Problem.of(
              ProblemCode.FORBIDDEN,
              "kind",
              "this key's role may not submit %s jobs: use one of role %s"
                  .formatted(request.spec().kind(), Caller.needed(request.spec().kind())))
          .exception();
    }
  }

  private static String customId(@Nullable JsonNode node) {
    if (node == null) {
      throw Problem.of(
              ProblemCode.MISSING_FIELD,
              CUSTOM_ID,
              "custom_id is missing: give each line a name of its own")
          .exception();
    }
    String text = node.isTextual() ? node.textValue() : "";
    if (text.isEmpty() || text.length() > BatchLine.MAX_CUSTOM_ID) {
      throw Problem.of(
              ProblemCode.INVALID_TEXT,
              CUSTOM_ID,
              "custom_id is no string of 1 to " + BatchLine.MAX_CUSTOM_ID + " characters")
          .exception();
    }
    return text;
  }
}
