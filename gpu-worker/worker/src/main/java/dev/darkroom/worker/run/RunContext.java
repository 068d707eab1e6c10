package dev.darkroom.worker.run;

import java.time.Duration;

/**
 * What a runner has for one run, and all it may touch.
 *
 * @param stop to be checked between any two steps
 */
public record RunContext(
    StopSignal stop,
    ProgressMeter progress,
    Outputs outputs,
    Retries retries,
    Retries.Pause pause) {

  /** Waits, and leaves at once if the run must stop. */
  void pause(Duration time) {
    pause.pause(stop, time);
  }
}
