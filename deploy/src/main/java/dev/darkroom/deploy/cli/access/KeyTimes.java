package dev.darkroom.deploy.cli.access;

import dev.darkroom.deploy.cli.common.CommandFailure;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long keys are good, and what their jobs may cost, as it is written on the command line. */
final class KeyTimes {
  private static final Pattern LENGTH = Pattern.compile("(\\d{1,9})([smhd])");

  private KeyTimes() {}

  /**
   * A time, or a length of time from now on.
   *
   * @throws CommandFailure where it is neither
   */
  static Instant expiry(String text, Instant now) {
    Matcher length = LENGTH.matcher(text);
    try {
      return length.matches() ? now.plus(length(length)) : Instant.parse(text);
    } catch (DateTimeException _) {
      throw CommandFailure.usage(
          "--expires '" + text + "' is no time: use 90d, 12h, or 2027-01-31T00:00:00Z");
    }
  }

  /**
   * The fields of a budget such as {@code 3600/1d}.
   *
   * @throws CommandFailure where it is none
   */
  static Map<String, Object> budget(String text) {
    int slash = text.indexOf('/');
    Matcher window = LENGTH.matcher(text.substring(slash + 1));
    if (slash < 1 || !window.matches() || !text.substring(0, slash).matches("\\d{1,9}(\\.\\d+)?")) {
      throw CommandFailure.usage(
          "--budget '" + text + "' is none: use seconds of worker time in a window, as 3600/1d");
    }
    return Map.of(
        "gpu_seconds",
        Double.parseDouble(text.substring(0, slash)),
        "window_seconds",
        length(window).toSeconds());
  }

  private static Duration length(Matcher length) {
    long count = Long.parseLong(length.group(1));
    return switch (length.group(2)) {
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }
}
