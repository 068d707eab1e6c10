package dev.darkroom.gateway.problem;

import dev.darkroom.gateway.limit.Standing;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One refusal.
 *
 * @param detail one sentence: what was wrong and what would be right
 * @param param the field, parameter or header that is to blame
 * @param headers that go with it: {@code Allow}, {@code Retry-After}, …
 * @param reasons each of several, where there are several
 */
public record Problem(
    ProblemCode code,
    String detail,
    Optional<String> param,
    Map<String, String> headers,
    List<String> reasons) {
  public Problem {
    headers = Map.copyOf(headers);
    reasons = List.copyOf(reasons);
  }

  public static Problem of(ProblemCode code, String detail) {
    return new Problem(code, detail, Optional.empty(), Map.of(), List.of());
  }

  public static Problem of(ProblemCode code, String param, String detail) {
    return of(code, detail).blaming(Optional.of(param));
  }

  public Problem blaming(Optional<String> culprit) {
    return new Problem(code, detail, culprit, headers, reasons);
  }

  public Problem because(List<String> several) {
    return new Problem(code, detail, param, headers, several);
  }

  public Problem withHeader(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Problem(code, detail, param, more, reasons);
  }

  /** The same, telling which limit it is that is reached. */
  public Problem standing(Standing reached) {
    return withHeader(Standing.POLICY_HEADER, reached.policyText())
        .withHeader(Standing.HEADER, reached.text());
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
