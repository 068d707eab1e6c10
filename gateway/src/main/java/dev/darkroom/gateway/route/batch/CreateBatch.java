package dev.darkroom.gateway.route.batch;

import dev.darkroom.gateway.batch.BatchDesk;
import dev.darkroom.gateway.batch.BatchOrder;
import dev.darkroom.gateway.batch.BatchStanding;
import dev.darkroom.gateway.batch.SweepText;
import dev.darkroom.gateway.body.BatchBody;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.openai.BatchRequests;
import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.request.Fields;
import dev.darkroom.gateway.request.IdempotencyKey;
import dev.darkroom.gateway.request.Preference;
import dev.darkroom.gateway.route.Waiting;
import dev.darkroom.storage.batch.BatchTerms;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code POST /v1/batches}: takes a file of native lines, or what OpenAI's clients send, who bring
 * their file before.
 */
final class CreateBatch implements Route {
  private static final String JSON = "application/json";
  private static final int MAX_JSON = 1 << 20;
  private static final int MAX_PRIORITY = 9;

  private final BatchDesk desk;
  private final BatchRequests openAi;
  private final Waiting waiting;

  CreateBatch(BatchDesk desk, BatchRequests openAi, Waiting waiting) {
    this.desk = desk;
    this.openAi = openAi;
    this.waiting = waiting;
  }

  @Override
  public String operationId() {
    return "createBatch";
  }

  @Override
  public Action read(Request request) {
    Path body = request.file().orElseThrow();
    Preference preference = waiting.preferred(request);
    if (isJson(request)) {
      BatchRequests.Asked asked = openAi.read(request, json(body));
      return () -> answer(openAi.begin(asked), true, preference);
    }
    BatchOrder order =
        new BatchOrder(
            request.who(),
            body,
            IdempotencyKey.parse(request.header(IdempotencyKey.HEADER)),
            terms(request));
    return request.query().flag("validate_only", false)
        ? () -> Answer.ok(BatchBodies.of(desk.validate(order)))
        : () -> answer(desk.accept(order), false, preference);
  }

  private static BatchTerms terms(Request request) {
    Optional<Integer> priority =
        request
            .query()
            .text("priority")
            .map(_ -> request.query().integer("priority", 0, 0, MAX_PRIORITY));
    return BatchTerms.of(
        priority,
        request.query().text("deadline").map(CreateBatch::time),
        request.query().text("sweep").map(SweepText::parse));
  }

  private static Instant time(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException _) {
      throw Problem.of(
              ProblemCode.INVALID_PARAMETER,
              "deadline",
              "deadline '%s' is no time: use one such as 2026-01-31T17:00:00Z"
                  .formatted(Fields.clip(text)))
          .exception();
    }
  }

  /**
   * @param theirs whether it is an OpenAI client's, which knows 200 alone
   */
  private Answer answer(BatchDesk.Accepted accepted, boolean theirs, Preference preference)
      throws InterruptedException {
    BatchStanding batch = BatchBodies.ended(desk, accepted.standing(), preference);
    BatchBody body = BatchBodies.of(batch);
    Answer.Whole answer =
        Waiting.applied(
            Answer.json(theirs ? 200 : BatchBodies.status(batch, preference), body)
                .with("Location", body.urls().self()),
            preference);
    return accepted.repeated() ? answer.with("Idempotency-Replayed", "true") : answer;
  }

  private static boolean isJson(Request request) {
    return request.header("Content-Type").stream()
        .map(type -> type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
        .anyMatch(JSON::equals);
  }

  private static byte[] json(Path body) {
    try (InputStream in = Files.newInputStream(body)) {
      byte[] bytes = in.readNBytes(MAX_JSON + 1);
      if (bytes.length > MAX_JSON) {
        throw Problem.of(
                ProblemCode.BODY_TOO_LARGE,
                "the body has more than %d bytes: bring the lines as a file (POST /v1/files), or as"
                        .formatted(MAX_JSON)
                    + " application/jsonl")
            .exception();
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException("the body cannot be read again", e);
    }
  }
}
