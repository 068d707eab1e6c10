package dev.darkroom.gateway.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.gateway.batch.BatchDesk;
import dev.darkroom.gateway.batch.BatchOrder;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.request.Fields;
import dev.darkroom.gateway.request.IdempotencyKey;
import dev.darkroom.gateway.request.JsonText;
import dev.darkroom.job.spec.JobKind;
import dev.darkroom.storage.batch.BatchTerms;
import dev.darkroom.storage.file.Files;
import dev.darkroom.storage.file.Purpose;
import dev.darkroom.storage.file.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads what OpenAI's clients send to begin a batch, and begins it. */
public final class BatchRequests {
  private static final Set<String> FIELDS =
      Set.of("input_file_id", "endpoint", "completion_window", "metadata", "output_expires_after");

  /** The one that OpenAI's clients know. */
  private static final String WINDOW = "24h";

  private static final Duration TIME = Duration.ofHours(24);
  private static final String EXPIRES = "output_expires_after";
  private static final int MAX_CHARS = 200;
  private static final int MAX_PAIRS = 16;
  private static final int MAX_KEY = 64;
  private static final int MAX_VALUE = 512;

  private final FileDesk files;
  private final Files stored;
  private final BatchDesk batches;
  private final InstantSource clock;

  public BatchRequests(FileDesk files, Files stored, BatchDesk batches, InstantSource clock) {
    this.files = files;
    this.stored = stored;
    this.batches = batches;
    this.clock = clock;
  }

  /** A batch that fits and has not begun. */
  public record Asked(Request request, StoredFile input, BatchTerms terms) {}

  /**
   * Reads a body.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException naming the field that does not fit
   */
  public Asked read(Request request, byte[] body) {
    request.checkMayRun(JobKind.GENERATION);
    ObjectNode object = JsonText.object(body);
    object.properties().removeIf(field -> field.getValue().isNull());
    Fields fields = new Fields(object);
    fields.refuseUnknown("a batch", FIELDS);
    String id = fields.requiredText("input_file_id", MAX_CHARS);
    var _ = fields.requiredText("endpoint", MAX_CHARS);
    String endpoint = fields.choice("endpoint", BatchEndpoints.IMAGES, BatchEndpoints.ALL);
    var _ = fields.requiredText("completion_window", MAX_CHARS);
    fields.choice("completion_window", WINDOW, List.of(WINDOW));
    Map<String, String> metadata = fields.texts("metadata", MAX_PAIRS, MAX_KEY, MAX_VALUE);
    Optional<Duration> kept = fields.object(EXPIRES).map(expiry -> Expiry.read(expiry, EXPIRES));
    StoredFile input = files.find(request.tenant(), "input_file_id", id);
    if (input.purpose() != Purpose.BATCH) {
      throw Fields.problem(
          ProblemCode.UNKNOWN_VALUE,
          "input_file_id",
          "%s was brought with purpose %s: bring it with purpose batch"
              .formatted(input.id(), input.purpose()));
    }
    return new Asked(
        request,
        input,
        BatchTerms.of(endpoint, input.id(), metadata, clock.instant().plus(TIME), kept));
  }

  /** Begins the batch. Blocks while its input is copied: from then on the file may go. */
  public BatchDesk.Accepted begin(Asked asked) {
    Optional<IdempotencyKey> key =
        IdempotencyKey.parse(asked.request().header(IdempotencyKey.HEADER));
    try {
      Path lines = java.nio.file.Files.createTempFile("darkroom-batch-", ".jsonl");
      try (InputStream in = stored.open(asked.input())) {
        java.nio.file.Files.copy(in, lines, StandardCopyOption.REPLACE_EXISTING);
        return batches.accept(new BatchOrder(asked.request().who(), lines, key, asked.terms()));
      } finally {
        java.nio.file.Files.deleteIfExists(lines);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the input of a batch cannot be copied", e);
    }
  }
}
