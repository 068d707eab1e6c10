package dev.darkroom.worker.run;

import dev.darkroom.job.ErrorKind;
import dev.darkroom.job.JobError;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Ends a run with an error that is already told in full. */
public final class RunFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient JobError error;

  public RunFailure(JobError error) {
    this(error, null);
  }

  public RunFailure(JobError error, @Nullable Throwable cause) {
    super(error.message(), cause);
    this.error = error;
  }

  public JobError error() {
    return error;
  }

  /** A request that can never work, by this field of it. */
  public static RunFailure client(String code, String message, String param) {
    return new RunFailure(new JobError(ErrorKind.CLIENT, code, message, Optional.of(param)));
  }

  /** This worker lacks room. */
  public static RunFailure capacity(String code, String message, @Nullable Throwable cause) {
    return new RunFailure(JobError.of(ErrorKind.CAPACITY, code, message), cause);
  }
}
