package dev.darkroom.storage.janitor;

import java.util.Locale;

/** Whether something stays, and why. */
public enum Verdict {
  /** Too young to judge: whoever wrote it may not have got far enough to say so. */
  YOUNG(true),
  /** What the log says of its job is not known up to now. */
  UNKNOWN(true),
  /** A result of its job, or a run may still make it one. */
  IN_USE(true),
  /** It lies where nothing of the farm lies, so it is somebody else's. */
  FOREIGN(true),
  /** Written by a run that can never commit. */
  STALE_RUN(false),
  /** Its job ended without a result. */
  NO_RESULT(false),
  /** Its job's result was kept for as long as results are. */
  EXPIRED(false),
  /** Its owner has had it deleted. */
  DELETED(false),
  /** Its job is no longer in the log, and it was kept for as long as results are. */
  FORGOTTEN(false),
  /** Of a model's version whose publisher never finished. */
  UNPUBLISHED(false),
  /** Of an upload that was never completed. */
  UNFINISHED(false);

  private final boolean keeps;

  Verdict(boolean keeps) {
    this.keeps = keeps;
  }

  public boolean keeps() {
    return keeps;
  }

  /** The stable name in logs and metrics: {@code stale_run}, …. */
  public String stable() {
    return name().toLowerCase(Locale.ROOT);
  }
}
