package dev.darkroom.gateway.sse;

import dev.darkroom.storage.progress.ProgressId;
import java.util.Optional;

/**
 * How far a watcher has come, the same on every gateway: {@code <offset>-<progress>}, the offset in
 * the state topic of the last status that was told, and the Redis id of the last progress, or 0.
 */
record EventId(long offset, ProgressId progress) {

  /** Reads an id that a client sent back; empty where it is none. */
  static Optional<EventId> parse(String text) {
    int dash = text.indexOf('-');
    if (dash < 1) {
      return Optional.empty();
    }
    try {
      long offset = Long.parseLong(text.substring(0, dash));
      return offset < 0
          ? Optional.empty()
          : Optional.of(new EventId(offset, ProgressId.parse(text.substring(dash + 1))));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return offset + "-" + (progress.equals(ProgressId.ZERO) ? "0" : progress.toString());
  }
}
