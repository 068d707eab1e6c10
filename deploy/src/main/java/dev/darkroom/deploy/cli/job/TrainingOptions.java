package dev.darkroom.deploy.cli.job;

import dev.darkroom.client.FarmClient;
import dev.darkroom.client.Job;
import dev.darkroom.deploy.cli.common.CommandFailure;
import dev.darkroom.deploy.cli.common.Exit;
import dev.darkroom.deploy.cli.common.Terminal;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that trains; what is left out is the farm's default. */
final class TrainingOptions {
  @Option(names = "--steps", paramLabel = "N", description = "Training steps.")
  @Nullable Integer steps;

  @Option(names = "--learning-rate", paramLabel = "R", description = "Learning rate.")
  @Nullable Double learningRate;

  @Option(names = "--batch", paramLabel = "N", description = "Pictures of a step.")
  @Nullable Integer batch;

  @Option(
      names = "--save-steps",
      paramLabel = "N",
      description = "Steps between two savings of the result, each with samples.")
  @Nullable Integer saveSteps;

  @Option(
      names = "--checkpointing-steps",
      paramLabel = "N",
      description = "Steps between two savings of the whole resumable state.")
  @Nullable Integer checkpointingSteps;

  @Option(names = "--validation-prompt", paramLabel = "P", description = "Drawn at each saving.")
  @Nullable String validationPrompt;

  @Option(names = "--clip", paramLabel = "M", description = "The CLIP that scores each saving.")
  @Nullable String clip;

  @Option(
      names = "--pick",
      paramLabel = "W",
      description = "last, or best by the scores: which saving becomes the result.")
  @Nullable String pick;

  @Option(names = "--seed", paramLabel = "N", description = "Seed; random if left out.")
  @Nullable Long seed;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of one operation; one gives equal results bit for bit.")
  @Nullable Integer threads;

  @Option(names = "--priority", paramLabel = "0-9", description = "9 goes first.")
  @Nullable Integer priority;

  @Option(
      names = "--wait",
      description = "Watch it to its end; done anyway on a terminal without --json.")
  boolean wait;

  JobBody on(JobBody body) {
    return body.put("steps", steps)
        .put("learning_rate", learningRate)
        .put("train_batch_size", batch)
        .put("save_steps", saveSteps)
        .put("checkpointing_steps", checkpointingSteps)
        .put("validation_prompt", validationPrompt)
        .put("clip_model", clip)
        .put("pick", pick)
        .put("seed", seed)
        .put("threads", threads)
        .put("priority", priority);
  }

  /**
   * Tells of a job that was accepted: its id at once, or its end once it has come.
   *
   * @param success what to say of one that has succeeded
   */
  int follow(FarmClient farm, Job job, boolean json, Supplier<String> success)
      throws InterruptedException {
    if (!wait && (json || !Terminal.isTerminal())) {
      System.out.println(json ? job.json().toString() : job.id());
      return Exit.DONE;
    }
    Job ended = JobWatch.progress(farm, json).untilEnd(job.id());
    if (json) {
      System.out.println(ended.json());
    }
    if (!ended.succeeded()) {
      throw CommandFailure.ended(ended);
    }
    if (!json) {
      System.out.println(success.get());
    }
    return Exit.DONE;
  }
}
