package dev.darkroom.gateway.sse;

import dev.darkroom.gateway.body.LogLineBody;
import dev.darkroom.storage.progress.ProgressEvent;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/** The data of {@code progress}, {@code preview} and {@code log} events. */
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

  /** The name of the event that tells of it. */
  static String name(ProgressEvent event) {
    return switch (event) {
      case ProgressEvent.Progress _ -> "progress";
      case ProgressEvent.Preview _ -> "preview";
      case ProgressEvent.Line _ -> "log";
    };
  }

  static Object of(ProgressEvent event) {
    return switch (event) {
      case ProgressEvent.Progress p ->
          new ProgressBody(
              p.job().toString(),
              p.value(),
              p.step(),
              p.steps(),
              p.message(),
              p.eta().map(p.at()::plus),
              p.epoch().value(),
              p.at());
      case ProgressEvent.Preview p ->
          new PreviewBody(
              p.job().toString(),
              p.step(),
              p.contentType(),
              Base64.getEncoder().encodeToString(p.bytes()),
              p.epoch().value(),
              p.at());
      case ProgressEvent.Line line -> LogLineBody.of(line);
    };
  }
}
