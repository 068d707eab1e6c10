package dev.darkroom.gateway.openai;

import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.request.Fields;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** Reads after which time a file is to go: {@code {"anchor":"created_at","seconds":86400}}. */
final class Expiry {
  private static final String ANCHOR = "created_at";
  private static final int MIN_SECONDS = 3_600;
  private static final int MAX_SECONDS = 2_592_000;

  private Expiry() {}

  /**
   * The time from when the file is made.
   *
   * @param expiry the object's members, called by their whole paths
   * @param name of the object
   * @throws dev.darkroom.gateway.problem.ProblemException naming the member that does not fit
   */
  static Duration read(Fields expiry, String name) {
    String anchor = name + ".anchor";
    String after = name + ".seconds";
    expiry.refuseUnknown(name, Set.of(anchor, after));
    expiry.choice(anchor, ANCHOR, List.of(ANCHOR));
    OptionalInt seconds = expiry.integer(after, MIN_SECONDS, MAX_SECONDS);
    if (seconds.isEmpty()) {
      throw Fields.problem(
          ProblemCode.MISSING_FIELD,
          after,
          "%s is missing: use %d to %d".formatted(after, MIN_SECONDS, MAX_SECONDS));
    }
    return Duration.ofSeconds(seconds.getAsInt());
  }
}
