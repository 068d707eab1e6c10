package dev.darkroom.job;

import java.util.Optional;

/**
 * Why a run or a job failed.
 *
 * @param code stable, for machines: {@code model_not_found}, {@code out_of_memory}, …
 * @param message one sentence: what was wrong and what would be right
 * @param param the field of the request that is to blame
 */
public record JobError(ErrorKind kind, String code, String message, Optional<String> param) {
  /** Of kind CAPACITY: the members of a batch do not fit together, and each may fit alone. */
  public static final String BATCH_TOO_LARGE = "batch_too_large";

  /** Longer messages are cut here: a stack or a prompt never travels in an error. */
  public static final int MAX_MESSAGE = 2_000;

  public JobError {
    message = cut(message, MAX_MESSAGE);
  }

  /** The same with a message of at most so many characters. */
  public JobError shorter(int maxMessage) {
    return new JobError(kind, code, cut(message, maxMessage), param);
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most) + "…";
  }

  public static JobError of(ErrorKind kind, String code, String message) {
    return new JobError(kind, code, message, Optional.empty());
  }
}
