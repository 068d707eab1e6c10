package dev.darkroom.job.spec;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a job does. A new kind is a constant here and a record in {@link JobSpec}; the compiler
 * lists the rest.
 */
public enum JobKind {
  GENERATION,
  NOOP,
  INVERSION,
  FINE_TUNE,
  EVALUATION;

  /** Whether its runs keep checkpoints, so that one may be paused and resumed elsewhere. */
  public boolean resumable() {
    return switch (this) {
      case INVERSION, FINE_TUNE -> true;
      case GENERATION, NOOP, EVALUATION -> false;
    };
  }

  @JsonCreator
  public static JobKind parse(String text) {
    return Arrays.stream(values())
        .filter(kind -> kind.toString().equals(text))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "'"
                    + text
                    + "' is not a job kind: use "
                    + Arrays.stream(values())
                        .map(JobKind::toString)
                        .collect(Collectors.joining(", "))));
  }

  @JsonValue
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
