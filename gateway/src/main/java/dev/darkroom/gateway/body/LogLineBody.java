package dev.darkroom.gateway.body;

import dev.darkroom.storage.progress.ProgressEvent;
import java.time.Instant;

/**
 * A line of a job's log.
 *
 * @param run which run of the job wrote it, from 1
 */
public record LogLineBody(
    String job, long run, ProgressEvent.Line.Level level, String message, Instant at) {

  public static LogLineBody of(ProgressEvent.Line line) {
    return new LogLineBody(
        line.job().toString(), line.epoch().value(), line.level(), line.text(), line.at());
  }
}
