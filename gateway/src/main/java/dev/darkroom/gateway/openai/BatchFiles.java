package dev.darkroom.gateway.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.darkroom.gateway.batch.Line;
import dev.darkroom.gateway.batch.Lines;
import dev.darkroom.gateway.batch.ResultFiles;
import dev.darkroom.gateway.body.Json;
import dev.darkroom.gateway.problem.ProblemBody;
import dev.darkroom.gateway.problem.ProblemBody.OpenAiError;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.job.JobError;
import dev.darkroom.job.id.FileId;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.StorageException.Code;
import dev.darkroom.storage.batch.BatchManifest;
import dev.darkroom.storage.batch.BatchResult;
import dev.darkroom.storage.batch.Batches;
import dev.darkroom.storage.file.Files;
import dev.darkroom.storage.file.Purpose;
import dev.darkroom.storage.file.StoredFile;
import dev.darkroom.storage.object.ObjectStore;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The output file and the error file that OpenAI's clients fetch at a batch's end. A line's result
 * is in one of them, whatever became of it.
 */
public final class BatchFiles implements ResultFiles {
  private static final int MAX_LINE = 1 << 20;

  private final Batches batches;
  private final Files files;
  private final ImageBodies bodies;
  private final Duration kept;

  /**
   * @param kept for how long files are kept whose batch names no time
   */
  public BatchFiles(Batches batches, Files files, ImageBodies bodies, Duration kept) {
    this.kept = kept;
    this.batches = batches;
    this.files = files;
    this.bodies = bodies;
  }

  /** A line of either file. */
  private record Result(
      String id, String customId, Optional<Response> response, Optional<Fault> error) {}

  /** What the request would have been answered. */
  private record Response(int statusCode, String requestId, Object body) {}

  /** The body of an answer that refuses. */
  private record Refused(OpenAiError error) {}

  /** Why there was no answer. */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  private record Fault(String code, String message) {}

  @Override
  public Left write(BatchManifest batch, Supplier<Stream<BatchResult>> results, Instant ended) {
    if (batch.terms().endpoint().isEmpty()) {
      return new Left(Optional.empty(), Optional.empty());
    }
    BitSet embedded = embedded(batch);
    try (Draft output = new Draft(batch, "output", ended);
        Draft errors = new Draft(batch, "error", ended);
        Stream<BatchResult> all = results.get()) {
      for (Iterator<BatchResult> rest = all.iterator(); rest.hasNext(); ) {
        BatchResult result = rest.next();
        Result line = line(result, embedded.get(result.line().line()));
        (line.response().filter(r -> r.statusCode() == 200).isPresent() ? output : errors)
            .add(line);
      }
      return new Left(output.keep(), errors.keep());
    } catch (IOException e) {
      throw new UncheckedIOException("there is no room for the results of " + batch.id(), e);
    }
  }

  private Result line(BatchResult result, boolean embedded) {
    return switch (result.status()) {
      case SUCCEEDED -> drawn(result, embedded);
      case FAILED -> refused(result);
      case CANCELED ->
          fault(result, "batch_cancelled", "this request was not done: the batch was cancelled");
      case EXPIRED ->
          fault(result, "batch_expired", "this request was not done before the batch expired");
      case QUEUED, RUNNING, PAUSED, CANCELING ->
          throw new IllegalStateException("a result is " + result.status());
    };
  }

  private Result drawn(BatchResult result, boolean embedded) {
    try {
      ImagesBody body =
          bodies.of(
              result.job(),
              result.endedAt(),
              result.outputs(),
              Optional.empty(),
              embedded,
              ObjectStore.MAX_TTL);
      return answered(result, 200, body.from(result.cachedFrom()));
    } catch (StorageException e) {
      if (e.code() == Code.NOT_FOUND) {
        return fault(result, "output_gone", "its picture was deleted before the batch ended");
      }
      throw e;
    }
  }

  private static Result refused(BatchResult result) {
    JobError error =
        result
            .error()
            .orElseGet(() -> {
              throw new IllegalStateException(result.job() + " has failed without an error");
            });
    int status = ProblemCode.ofStable(error.code()).map(ProblemCode::status).orElse(500);
    return answered(
        result,
        status,
        new Refused(
            new OpenAiError(
                error.message(), ProblemBody.openAiType(status), error.param(), error.code())));
  }

  private static Result answered(BatchResult result, int status, Object body) {
    return new Result(
        id(result),
        result.line().customId(),
        Optional.of(new Response(status, result.job().toString(), body)),
        Optional.empty());
  }

  private static Result fault(BatchResult result, String code, String message) {
    return new Result(
        id(result),
        result.line().customId(),
        Optional.empty(),
        Optional.of(new Fault(code, message)));
  }

  private static String id(BatchResult result) {
    return "batch_req_" + result.job();
  }

  /** The numbers of the lines whose pictures are wanted in the file itself. */
  private BitSet embedded(BatchManifest batch) {
    BitSet embedded = new BitSet();
    try (Lines lines = new Lines(batches.input(batch), MAX_LINE)) {
      for (Optional<Line> next = lines.next(); next.isPresent(); next = lines.next()) {
        if (BatchEndpoints.isEmbedded(next.get())) {
          embedded.set(next.get().number());
        }
      }
      return embedded;
    } catch (IOException e) {
      throw new UncheckedIOException("the input of " + batch.id() + " cannot be read again", e);
    }
  }

  /** A file in the making. */
  private final class Draft implements AutoCloseable {
    private final BatchManifest batch;
    private final String role;
    private final Instant ended;
    private final Path path;
    private final OutputStream out;
    private int lines;

    Draft(BatchManifest batch, String role, Instant ended) throws IOException {
      this.batch = batch;
      this.role = role;
      this.ended = ended;
      path = java.nio.file.Files.createTempFile("darkroom-results-", ".jsonl");
      out = new BufferedOutputStream(java.nio.file.Files.newOutputStream(path), 1 << 16);
    }

    void add(Result line) throws IOException {
      out.write(Json.bytes(line));
      out.write('\n');
      lines++;
    }

    /** Keeps the file under its id, if there is anything in it. */
    Optional<FileId> keep() throws IOException {
      out.close();
      if (lines == 0) {
        return Optional.empty();
      }
      FileId id = FileId.ofBatch(batch.id(), role, ended);
      files.put(
          new StoredFile(
              id,
              batch.tenant(),
              Purpose.BATCH_OUTPUT,
              batch.id() + "_" + role + ".jsonl",
              "application/jsonl",
              java.nio.file.Files.size(path),
              ended,
              Optional.of(ended.plus(batch.terms().keepOutput().orElse(kept)))),
          path);
      return Optional.of(id);
    }

    @Override
    public void close() throws IOException {
      out.close();
      java.nio.file.Files.deleteIfExists(path);
    }
  }
}
