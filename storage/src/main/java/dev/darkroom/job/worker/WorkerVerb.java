package dev.darkroom.job.worker;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What an operator may tell a worker to do. */
public enum WorkerVerb {
  /** Finish what you run, then leave. */
  DRAIN,
  /** Save a checkpoint of what you run, give it back, and leave. */
  STOP,
  /** Stay, finish what you run, and take nothing more. */
  LOCK,
  /** Take jobs again. */
  UNLOCK;

  @JsonValue
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
