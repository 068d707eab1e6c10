package dev.darkroom.storage.progress;

import dev.darkroom.storage.Json;

/** The bytes of an event in Redis; a golden file holds them fast. */
final class ProgressJson {
  /** A preview in base64, and what is around it. */
  private static final int MAX_BYTES = ProgressEvent.Preview.MAX_BYTES * 3 / 2;

  static final Json<ProgressEvent> EVENT =
      Json.of("progress event", ProgressEvent.class, MAX_BYTES);

  private ProgressJson() {}
}
