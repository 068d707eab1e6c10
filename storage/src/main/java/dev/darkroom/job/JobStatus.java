package dev.darkroom.job;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * What clients are shown of a {@link JobState}: a leased job is still {@code queued} until its run
 * starts.
 */
public enum JobStatus {
  QUEUED,
  RUNNING,
  PAUSED,
  SUCCEEDED,
  CANCELING,
  CANCELED,
  FAILED,
  EXPIRED;

  public boolean terminal() {
    return switch (this) {
      case QUEUED, RUNNING, PAUSED, CANCELING -> false;
      case SUCCEEDED, CANCELED, FAILED, EXPIRED -> true;
    };
  }

  @JsonValue
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
