package dev.darkroom.worker.train;

import dev.darkroom.job.Checkpoint;
import dev.darkroom.job.Output;
import dev.darkroom.model.TrainingRun;
import dev.darkroom.worker.core.RunNews;
import dev.darkroom.worker.run.RunContext;
import dev.darkroom.worker.run.Shelf;
import java.nio.file.Path;
import java.util.Optional;

/** Stores a training's whole state, and fetches the one that the log accepted last. */
final class Checkpoints {
  private static final String STATE = "state.safetensors";
  private static final String MANIFEST = "checkpoint.json";
  private static final String SAFETENSORS = "application/vnd.safetensors";
  private static final int MAX_MANIFEST_BYTES = 4 << 20;

  /** A word's has some hundred kilobytes; weights, moments and mean of a large model's 40 GB. */
  private static final long MAX_STATE_BYTES = 64L << 30;

  private final Shelf shelf;
  private final Path scratch;
  private final RunContext context;

  Checkpoints(Shelf shelf, Path scratch, RunContext context) {
    this.shelf = shelf;
    this.scratch = scratch;
    this.context = context;
  }

  /** A checkpoint that a run goes on from: its manifest, and its state as a local file. */
  record Fetched(SavedRun saved, Path state) {}

  /** What this run was told to go on from; its outputs are this run's from then on. */
  Optional<Fetched> fetch() {
    return context.resumption().checkpoint().map(this::fetch);
  }

  private Fetched fetch(Checkpoint checkpoint) {
    byte[] manifest =
        shelf.file(
            checkpoint.key(), checkpoint.digest(), MAX_MANIFEST_BYTES, "checkpoint", context);
    SavedRun saved = SavedRun.JSON.decode(manifest);
    Path file = scratch.resolve(STATE);
    shelf.download(
        saved.state().key(), saved.state().hash(), file, MAX_STATE_BYTES, "checkpoint", context);
    context.outputs().inherit(saved.outputs());
    context.log().info("goes on from the checkpoint after step " + saved.step());
    return new Fetched(saved, file);
  }

  /** Stores the state as it is now and tells the scheduler, which may accept it. */
  void save(TrainingRun run, Course course) {
    int step = Math.toIntExact(run.done());
    String folder = "checkpoint-" + step + "/";
    Path file = scratch.resolve("saving.safetensors");
    run.save(file);
    Output state = context.outputs().keep(folder + STATE, file, SAFETENSORS);
    byte[] manifest =
        SavedRun.JSON.encode(new SavedRun(step, state, context.outputs().all(), course));
    Output kept = context.outputs().keep(folder + MANIFEST, manifest, "application/json");
    context.log().info("checkpoint after step " + step);
    context.log().store();
    context
        .resumption()
        .news()
        .accept(
            new RunNews.Checkpointed(
                new Checkpoint(context.resumption().epoch(), step, kept.key(), kept.hash())));
  }
}
