package dev.darkroom.gateway.body;

import dev.darkroom.job.ErrorKind;
import dev.darkroom.job.JobRecord;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * Dead letters of one cause.
 *
 * @param jobs the latest of them
 * @param example the latest's error, and all that is kept of its tries
 */
public record DeadLetterBody(
    String object,
    String fingerprint,
    String model,
    String kind,
    String code,
    int count,
    Instant firstAt,
    Instant lastAt,
    List<String> jobs,
    Example example) {

  /** One of them. */
  public record Example(String job, String message, List<AttemptBody> attempts) {}

  /** A run that failed. */
  public record AttemptBody(
      long epoch, String worker, Instant at, String kind, String code, String message) {}

  /** What is kept of a job's failed runs. */
  public static List<AttemptBody> attempts(JobRecord job) {
    return job.attempts().stream()
        .map(a ->
            new AttemptBody(
                a.epoch().value(),
                a.worker().toString(),
                a.at(),
                name(a.error().kind()),
                a.error().code(),
                a.error().message()))
        .toList();
  }

  /** The kind of an error as clients see it. */
  public static String name(ErrorKind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
