package dev.darkroom.storage.hook;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Optional;

/**
 * One request of a delivery and what came of it.
 *
 * @param status the HTTP status, where there was an answer
 * @param reason why it counts as failed, a stable code: {@code status}, {@code redirect}, {@code
 *     gone}, {@code timeout}, {@code unreachable}, {@code address_forbidden}, {@code tls}, …; empty
 *     where it succeeded
 * @param address that it was sent to
 * @param response the beginning of the answer's body
 * @param millis until the answer was there, or was given up
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record HookAttempt(
    Instant at,
    Optional<Integer> status,
    Optional<String> reason,
    Optional<String> detail,
    Optional<String> address,
    Optional<String> response,
    long millis) {
  /** The receiver wants no more of this webhook's deliveries. */
  public static final String GONE = "gone";

  /** Whether the receiver has taken it. */
  public boolean succeeded() {
    return reason.isEmpty();
  }

  /** The same without the answer's body. */
  HookAttempt brief() {
    return new HookAttempt(at, status, reason, detail, address, Optional.empty(), millis);
  }
}
