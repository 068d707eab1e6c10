package dev.darkroom.gateway.http;

import dev.darkroom.gateway.body.Json;
import dev.darkroom.gateway.limit.Standing;
import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemBody;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes answers. For the response's event loop. */
final class Responder {
  static final String REQUEST_ID = "X-Request-Id";

  private Responder() {}

  /** A problem as an answer. */
  static Answer.Whole answer(Problem problem, String requestId) {
    Map<String, String> headers = new LinkedHashMap<>(problem.headers());
    headers.put("Content-Type", ProblemBody.MEDIA_TYPE);
    return new Answer.Whole(
        problem.code().status(),
        headers,
        Buffer.buffer(Json.bytes(ProblemBody.of(problem, requestId))));
  }

  /** Status and headers; what every answer carries among them. */
  static void head(HttpServerResponse response, Answer answer, String requestId) {
    response
        .setStatusCode(answer.status())
        .putHeader(REQUEST_ID, requestId)
        .putHeader("Cache-Control", "no-store")
        .putHeader("X-Content-Type-Options", "nosniff");
    answer
        .headers()
        .forEach((name, value) -> response.putHeader(name, value(response, name, value)));
  }

  /** Limits that are reached stand beside those that every answer tells of. */
  private static String value(HttpServerResponse response, String name, String value) {
    boolean listed = name.equals(Standing.HEADER) || name.equals(Standing.POLICY_HEADER);
    @Nullable String told = listed ? response.headers().get(name) : null;
    return told == null ? value : told + ", " + value;
  }

  /** The beginning of an answer that goes on; one of known length is not chunked. */
  static void begin(HttpServerResponse response, Answer.Stream answer, String requestId) {
    head(response, answer, requestId);
    response.setChunked(!answer.headers().containsKey("Content-Length"));
  }

  static void send(HttpServerResponse response, Answer.Whole answer, String requestId) {
    if (response.ended() || response.closed()) {
      return;
    }
    head(response, answer, requestId);
    var _ = answer.status() == 204 ? response.end() : response.end(answer.body());
  }
}
