package dev.darkroom.gateway.request;

import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import java.util.List;
import java.util.Optional;

/** A client's own name for one submit, so that sending it again queues nothing twice. */
public record IdempotencyKey(String value) {
  public static final String HEADER = "Idempotency-Key";
  private static final int MAX_CHARS = 255;

  /**
   * Reads the key of a request, if it has one.
   *
   * @param headers every value of {@value #HEADER}
   */
  public static Optional<IdempotencyKey> parse(List<String> headers) {
    if (headers.isEmpty()) {
      return Optional.empty();
    }
    String value = headers.getFirst();
    if (headers.size() > 1
        || value.isEmpty()
        || value.length() > MAX_CHARS
        || !value.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
      throw Problem.of(
              ProblemCode.INVALID_HEADER,
              HEADER,
              HEADER
                  + " is not valid: send one, of 1 to "
                  + MAX_CHARS
                  + " visible ASCII characters")
          .exception();
    }
    return Optional.of(new IdempotencyKey(value));
  }
}
