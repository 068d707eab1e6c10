package dev.darkroom.worker.train;

import dev.darkroom.job.Output;
import dev.darkroom.storage.embedding.Scores;
import dev.darkroom.worker.run.RunContext;
import java.util.Map;
import java.util.OptionalLong;

/** Leaves a run's scores among its outputs, where the registry and clients read them. */
final class ScoreFile {
  private ScoreFile() {}

  /** Adds {@link Scores#FILE} to the run's outputs. */
  static void keep(RunContext context, Map<String, Double> values) {
    context
        .outputs()
        .add(
            Scores.FILE,
            Output.Role.MANIFEST,
            "application/json",
            Scores.JSON.encode(new Scores(values)),
            OptionalLong.empty());
  }
}
