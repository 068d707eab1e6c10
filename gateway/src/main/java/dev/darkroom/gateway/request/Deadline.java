package dev.darkroom.gateway.request;

import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Until when a job is of use: {@code deadline} of its body, and {@code Cancel-After} of its
 * request. Where both are said the earlier counts.
 */
public record Deadline(Optional<Instant> at, Optional<Duration> after) {
  /** The request's header: {@code 90}, {@code 90s}, {@code 5m}, {@code 1h30m}. */
  public static final String HEADER = "Cancel-After";

  /** A job without one. */
  public static final Deadline NONE = new Deadline(Optional.empty(), Optional.empty());

  private static final Pattern AFTER =
      Pattern.compile("(?:(\\d{1,5})h)?(?:(\\d{1,7})m)?(?:(\\d{1,9})s?)?");
  private static final Duration LONGEST = Duration.ofDays(365);

  /** The time in a body's field; empty where it has none. */
  static Deadline read(Fields fields, String name, int maxChars) {
    Optional<String> text = fields.text(name, maxChars);
    if (text.isEmpty()) {
      return NONE;
    }
    try {
      return new Deadline(
          Optional.of(OffsetDateTime.parse(text.get()).toInstant()), Optional.empty());
    } catch (DateTimeException _) {
      throw Fields.problem(
          ProblemCode.UNKNOWN_VALUE,
          name,
          "%s '%s' is no time: use one such as 2026-01-31T17:00:00Z"
              .formatted(name, Fields.clip(text.get())));
    }
  }

  /** The same deadline and what the request's header says. */
  public Deadline with(List<String> headers) {
    return headers.isEmpty()
        ? this
        : new Deadline(at, Optional.of(duration(headers.getFirst().strip())));
  }

  /** Until when a job is of use that is submitted now. */
  public Optional<Instant> from(Instant now) {
    Optional<Instant> relative = after.map(now::plus);
    return at.isPresent() && relative.isPresent()
        ? Optional.of(at.get().isBefore(relative.get()) ? at.get() : relative.get())
        : at.or(() -> relative);
  }

  private static Duration duration(String text) {
    Matcher parts = AFTER.matcher(text);
    if (!text.isEmpty() && parts.matches()) {
      Duration after =
          Duration.ofHours(number(parts.group(1)))
              .plusMinutes(number(parts.group(2)))
              .plusSeconds(number(parts.group(3)));
      if (after.isPositive() && after.compareTo(LONGEST) <= 0) {
        return after;
      }
    }
    throw Problem.of(
            ProblemCode.INVALID_HEADER,
            HEADER,
            "%s: %s is no time from now: use 90s, 5m or 1h30m, above zero and up to a year"
                .formatted(HEADER, Fields.clip(text)))
        .exception();
  }

  private static long number(@Nullable String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }
}
