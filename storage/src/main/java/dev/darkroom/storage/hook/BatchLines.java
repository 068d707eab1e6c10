package dev.darkroom.storage.hook;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Whether a webhook hears of jobs that are lines of a batch. */
public enum BatchLines {
  /** Of them as of all others. */
  INCLUDE,
  /** Of all others. */
  EXCLUDE,
  /** Of nothing else. */
  ONLY;

  @JsonValue
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
