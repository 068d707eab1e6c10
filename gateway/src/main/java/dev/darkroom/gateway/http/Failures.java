package dev.darkroom.gateway.http;

import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.problem.ProblemException;
import dev.darkroom.storage.StorageException;
import io.vertx.openapi.validation.ValidatorException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What went wrong, as a client is told. */
final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
  private static final Duration RETRY_STORAGE = Duration.ofSeconds(2);

  private Failures() {}

  /** The problem that an exception is; our own mistakes are logged under the request's id. */
  static Problem problem(Throwable failure, String requestId) {
    return switch (failure) {
      case ProblemException e -> e.problem();
      case ValidatorException e ->
          Problem.of(
              ProblemCode.INVALID_REQUEST,
              "the request does not fit the API's document: " + e.getMessage());
      case StorageException e -> storage(e, requestId);
      default -> mistake(failure, requestId);
    };
  }

  /** The problem that an HTTP status of Vert.x's own is. */
  static Problem problem(int status, HttpLimits limits) {
    return switch (status) {
      case 413 ->
          Problem.of(
              ProblemCode.BODY_TOO_LARGE,
              "the body is over "
                  + limits.sizes().body()
                  + " bytes, or over "
                  + limits.sizes().upload()
                  + " of a file, or over "
                  + limits.sizes().spooled()
                  + " of a batch: send a smaller one");
      case 414 -> Problem.of(ProblemCode.URI_TOO_LONG, "the address is too long: shorten it");
      case 431 ->
          Problem.of(
              ProblemCode.HEADERS_TOO_LARGE,
              "the headers are over " + limits.sizes().headers() + " bytes: send fewer");
      default -> Problem.of(ProblemCode.INVALID_REQUEST, "the request cannot be read as HTTP/1.1");
    };
  }

  private static Problem storage(StorageException e, String requestId) {
    return switch (e.code()) {
      case UNAVAILABLE, FORBIDDEN, FULL, INTERRUPTED ->
          Problem.of(ProblemCode.STORAGE_UNAVAILABLE, String.valueOf(e.getMessage()))
              .retryAfter(RETRY_STORAGE);
      case TOO_LARGE -> Problem.of(ProblemCode.BODY_TOO_LARGE, String.valueOf(e.getMessage()));
      case NOT_FOUND, CONFLICT, CORRUPT, UNKNOWN_VERSION -> mistake(e, requestId);
    };
  }

  private static Problem mistake(Throwable failure, String requestId) {
    LOG.error("request {} failed", requestId, failure);
    return Problem.of(
        ProblemCode.INTERNAL_ERROR,
        "this is the gateway's mistake, not yours: its log tells more under " + requestId);
  }
}
