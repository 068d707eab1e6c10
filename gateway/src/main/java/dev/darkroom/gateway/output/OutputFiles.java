package dev.darkroom.gateway.output;

import dev.darkroom.gateway.body.JobBodies;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Sink;
import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.Output;
import dev.darkroom.storage.object.ContentDisposition;
import dev.darkroom.storage.object.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Files that jobs left, as HTTP serves files (RFC 9110): the digest is the entity tag, and a part
 * of a file can be asked for. What is deleted or has expired says so.
 */
public final class OutputFiles {
  private static final int PIECE_BYTES = 64 << 10;

  private final ObjectStore objects;
  private final InstantSource clock;
  private final JobBodies.Terms terms;

  /**
   * Serves from a store.
   *
   * @param terms how long outputs last
   */
  public OutputFiles(ObjectStore objects, InstantSource clock, JobBodies.Terms terms) {
    this.objects = objects;
    this.clock = clock;
    this.terms = terms;
  }

  /**
   * The file of this name.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException OUTPUT_NOT_FOUND, or OUTPUT_EXPIRED where
   *     it is gone
   */
  public Output find(JobRecord job, String name) {
    Output output =
        job.outputs().stream()
            .filter(o -> o.name().equals(name))
            .findFirst()
            .orElseThrow(() ->
                Problem.of(
                        ProblemCode.OUTPUT_NOT_FOUND,
                        "name",
                        "the job has no output of this name: GET /v1/jobs/"
                            + job.header().id()
                            + " lists those it has")
                    .exception());
    Optional<Instant> gone =
        output
            .deletedAt()
            .or(() ->
                job.outputsExpireAt(terms.kept()).filter(end -> !clock.instant().isBefore(end)));
    if (gone.isPresent()) {
      throw expired("the output is gone since " + gone.get());
    }
    return output;
  }

  /** Answers GET and, with the same headers, HEAD. Blocks. */
  public Answer answer(Request request, Output output) {
    Map<String, String> headers = headers(request, output);
    if (isKnown(request, output)) {
      return Answer.bare(304, headers);
    }
    if (request.query().flag("redirect", false)) {
      headers.put(
          "Location",
          objects.presignGet(output.key(), terms.url(), downloadName(request, output)).toString());
      return Answer.bare(302, headers);
    }
    return switch (range(request, output)) {
      case ByteRange.Unsatisfiable _ ->
          throw Problem.of(
                  ProblemCode.RANGE_NOT_SATISFIABLE,
                  "Range",
                  "the output has " + output.sizeBytes() + " bytes: ask for some of them")
              .withHeader("Content-Range", "bytes */" + output.sizeBytes())
              .exception();
      case ByteRange.Part part -> {
        headers.put("Content-Range", part.of(output.sizeBytes()));
        yield bytes(206, headers, output, part);
      }
      case ByteRange.Whole _ ->
          bytes(200, headers, output, new ByteRange.Part(0, output.sizeBytes()));
    };
  }

  private Answer bytes(
      int status, Map<String, String> headers, Output output, ByteRange.Part part) {
    if (objects.stat(output.key()).isEmpty()) {
      throw expired("the output has been swept away");
    }
    headers.put("Content-Type", output.contentType());
    headers.put("Content-Length", Long.toString(part.length()));
    return part.length() == 0
        ? Answer.bare(status, headers)
        : new Answer.Stream(status, headers, sink -> copy(output, part, sink));
  }

  private void copy(Output output, ByteRange.Part part, Sink sink) throws InterruptedException {
    byte[] piece = new byte[PIECE_BYTES];
    try (InputStream in = objects.open(output.key(), part.from(), part.length())) {
      for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
        sink.write(Arrays.copyOf(piece, read));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> headers(Request request, Output output) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("ETag", tag(output));
    headers.put("Accept-Ranges", "bytes");
    // Its bytes never change; whether it is still there is asked every time.
    headers.put("Cache-Control", "private, no-cache");
    headers.put("Content-Security-Policy", "sandbox; default-src 'none'");
    headers.put(
        "Content-Disposition",
        downloadName(request, output)
            .map(ContentDisposition::attachment)
            .orElseGet(() -> ContentDisposition.inline(output.name())));
    return headers;
  }

  /** Only pictures are shown; all else is saved. */
  private static Optional<String> downloadName(Request request, Output output) {
    boolean shown =
        output.contentType().startsWith("image/") && !request.query().flag("download", false);
    return shown ? Optional.empty() : Optional.of(output.name());
  }

  private static String tag(Output output) {
    return "\"" + output.hash().hex() + "\"";
  }

  private static boolean isKnown(Request request, Output output) {
    return names(request.header("If-None-Match"), output);
  }

  /** A part is of use only to who has the rest of the same file. */
  private static ByteRange range(Request request, Output output) {
    List<String> condition = request.header("If-Range");
    return condition.isEmpty() || condition.getFirst().strip().equals(tag(output))
        ? ByteRange.of(request.header("Range"), output.sizeBytes())
        : new ByteRange.Whole();
  }

  private static boolean names(List<String> conditions, Output output) {
    return conditions.stream()
        .flatMap(value -> Arrays.stream(value.split(",", -1)))
        .map(String::strip)
        .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
        .anyMatch(tag -> tag.equals("*") || tag.equals(tag(output)));
  }

  private static RuntimeException expired(String detail) {
    return Problem.of(ProblemCode.OUTPUT_EXPIRED, "name", detail + ": submit the job again")
        .exception();
  }
}
