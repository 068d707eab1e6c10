package dev.darkroom.worker.run;

import dev.darkroom.job.Checkpoint;
import dev.darkroom.job.id.Epoch;
import dev.darkroom.worker.core.RunNews;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a runner has for one run, and all it may touch.
 *
 * @param stop to be checked between any two steps
 */
public record RunContext(
    StopSignal stop,
    ProgressMeter progress,
    LineLog log,
    Outputs outputs,
    Retries retries,
    Resumption resumption) {

  /**
   * Where the run goes on from, and how it tells where the next one may.
   *
   * @param checkpoint the one that the log accepted last; empty to begin at the beginning
   * @param epoch of this run
   * @param news hears what the scheduler should know before the run ends
   */
  public record Resumption(Optional<Checkpoint> checkpoint, Epoch epoch, Consumer<RunNews> news) {}
}
