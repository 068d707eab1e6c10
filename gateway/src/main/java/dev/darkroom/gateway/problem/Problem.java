package dev.darkroom.gateway.problem;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One refusal.
 *
 * @param detail one sentence: what was wrong and what would be right
 * @param param the field, parameter or header that is to blame
 * @param headers that go with it: {@code Allow}, {@code Retry-After}, …
 */
public record Problem(
    ProblemCode code, String detail, Optional<String> param, Map<String, String> headers) {
  public Problem {
    headers = Map.copyOf(headers);
  }

  public static Problem of(ProblemCode code, String detail) {
    return new Problem(code, detail, Optional.empty(), Map.of());
  }

  public static Problem of(ProblemCode code, String param, String detail) {
    return new Problem(code, detail, Optional.of(param), Map.of());
  }

  public Problem withHeader(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Problem(code, detail, param, more);
  }

  /** The same, worth trying again after {@code wait}; rounded up to whole seconds. */
  public Problem retryAfter(Duration wait) {
    return withHeader("Retry-After", Long.toString(wait.plusMillis(999).toSeconds()));
  }

  /** For throwing. */
  public ProblemException exception() {
    return new ProblemException(this);
  }
}
