package dev.darkroom.gateway.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.request.JobRequest;
import dev.darkroom.gateway.request.JsonText;
import dev.darkroom.job.id.BatchLine;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.storage.batch.BatchTerms;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the lines of a batch's input mean. Reads the same line alike however often, randomness
 * aside; may block as the job's reader does. Safe for use by many threads.
 */
public interface LineDialect {
  /** The field that names a line in every dialect. */
  String CUSTOM_ID = "custom_id";

  /** What {@link BatchTerms#endpoint} may be; the native dialect's is the empty text. */
  Set<String> endpoints();

  /**
   * Reads a line that is no longer than the limit.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException saying what does not fit
   */
  Read read(BatchTerms terms, TenantId tenant, Line line);

  /**
   * The name of a line whose outside fits, in a dialect where what is wrong inside is that line's
   * own failure; empty in one whose lines are read whole before any is queued.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException saying what does not fit
   */
  default Optional<String> outside(BatchTerms terms, Line line) {
    return Optional.empty();
  }

  /** A line that fits. */
  record Read(String customId, JobRequest request) {}

  /**
   * The line's own name, also of one whose job cannot be read.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException where it has none
   */
  static String nameOf(Line line) {
    return customId(JsonText.object(line.bytes()));
  }

  /**
   * The name in a line's {@link #CUSTOM_ID}.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException where it has none
   */
  static String customId(ObjectNode line) {
    @Nullable JsonNode node = line.get(CUSTOM_ID);
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
