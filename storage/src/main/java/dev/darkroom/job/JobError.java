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
  /** Longer messages are cut here: a stack or a prompt never travels in an error. */
  public static final int MAX_MESSAGE = 2_000;

  public JobError {
    message = message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE) + "…";
  }

  public static JobError of(ErrorKind kind, String code, String message) {
    return new JobError(kind, code, message, Optional.empty());
  }
}
