package dev.darkroom.gateway.request;

import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a client prefers (RFC 7240): {@code Prefer: wait=n} asks for the finished job within n
 * seconds, {@code respond-async} for an answer at once; what is not known is ignored, as the RFC
 * has it.
 *
 * @param patience how long to wait for the job's end; empty for not at all
 */
public record Preference(Optional<Duration> patience) {
  private static final int MAX_DIGITS = 9;

  /**
   * Reads what a request prefers.
   *
   * @param headers every value of {@code Prefer}
   * @param longest what a longer wait is cut to
   */
  public static Preference parse(List<String> headers, Duration longest) {
    Optional<Duration> wait = Optional.empty();
    for (String part : String.join(",", headers).split(",", -1)) {
      String preference = part.strip().toLowerCase(Locale.ROOT);
      if (preference.startsWith("wait")
          && preference.substring("wait".length()).strip().startsWith("=")
          && wait.isEmpty()) {
        wait = Optional.of(seconds(preference.substring(preference.indexOf('=') + 1).strip()));
      }
    }
    return new Preference(wait.map(w -> w.compareTo(longest) < 0 ? w : longest));
  }

  private static Duration seconds(String text) {
    String digits =
        text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")
            ? text.substring(1, text.length() - 1)
            : text;
    if (digits.isEmpty()
        || digits.length() > MAX_DIGITS
        || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw Problem.of(
              ProblemCode.INVALID_HEADER,
              "Prefer",
              "Prefer: wait="
                  + Fields.clip(text)
                  + " is not a number of seconds: use wait=10, for instance")
          .exception();
    }
    return Duration.ofSeconds(Long.parseLong(digits));
  }
}
