package dev.darkroom.house;

import dev.darkroom.clip.TextConfig;
import dev.darkroom.nn.Binding;
import dev.darkroom.nn.InitialWeights;
import dev.darkroom.nn.RunConfig;
import dev.darkroom.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;

/** The stage that every house model with a text encoder begins with: it learns to read. */
record TextStage(RunFolder run, RunConfig config, TrainingListener listener) {
  private static final String NAME = "text";
  private static final Schedule SCHEDULE = new Schedule(1e-3, 100, 600, 1_500, 0.02);
  private static final int BATCH = 64;

  /** Trains what is left of it, unless the weights were given. */
  void train(TextConfig text, Tokenizer tokenizer, long world, Path weights) throws IOException {
    if (run.isGiven(NAME, weights)) {
      return;
    }
    TextTask task = new TextTask(text, tokenizer, config, SCHEDULE, world, BATCH);
    new StageTraining(run, listener)
        .train(
            NAME,
            task,
            Binding.exact(new InitialWeights(task.params(), world)),
            StageTraining.Output.of(weights, TextTask::kept),
            StageTraining.AfterStep.NOTHING);
  }
}
