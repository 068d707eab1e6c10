package dev.darkroom.gateway.sse;

import java.time.Instant;
import java.util.Optional;

/** The data of {@code progress} and {@code preview} events. */
final class ProgressBodies {
  private ProgressBodies() {}

  /**
   * How far a run is.
   *
   * @param value 0 to 1
   * @param eta when the run is expected to end
   * @param run which run of the job this is, from 1
   */
  record ProgressBody(
      String job,
      double value,
      int step,
      int steps,
      String message,
      Optional<Instant> eta,
      long run,
      Instant at) {}

  /**
   * A small picture of what is being drawn.
   *
   * @param data the picture in base64
   */
  record PreviewBody(String job, int step, String contentType, String data, long run, Instant at) {}
}
