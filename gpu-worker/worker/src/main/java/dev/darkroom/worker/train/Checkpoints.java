package dev.darkroom.worker.train;

import dev.darkroom.job.Checkpoint;
import dev.darkroom.job.Output;
import dev.darkroom.model.TrainingRun;
import dev.darkroom.worker.core.RunNews;
import dev.darkroom.worker.run.RunContext;
import dev.darkroom.worker.run.Shelf;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Stores a training's whole state, and fetches the one that the log accepted last. The log hears of
 * every output before it hears of a checkpoint that relies on it, so that all of it stays.
 */
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
  private final Set<Output> told = new HashSet<>();

  Checkpoints(Shelf shelf, Path scratch, RunContext context) {
    this.shelf = shelf;
    this.scratch = scratch;
    this.context = context;
  }

  /**
   * A checkpoint that a run goes on from.
   *
   * @param state its training's state as a local file; empty where no step had been done
   */
  record Fetched(SavedRun saved, Optional<Path> state) {}

  /** What this run was told to go on from; its outputs are this run's from then on. */
  Optional<Fetched> fetch() {
    return context.resumption().checkpoint().map(this::fetch);
  }

  private Fetched fetch(Checkpoint checkpoint) {
    byte[] manifest =
        shelf.file(
            checkpoint.key(), checkpoint.digest(), MAX_MANIFEST_BYTES, "checkpoint", context);
    SavedRun saved = SavedRun.JSON.decode(manifest);
    Optional<Path> state = saved.state().map(this::download);
    context.outputs().inherit(saved.outputs());
    told.addAll(saved.outputs());
    context.log().info("goes on from the checkpoint after step " + saved.step());
    return new Fetched(saved, state);
  }

  private Path download(Output state) {
    Path file = scratch.resolve(STATE);
    shelf.download(state.key(), state.hash(), file, MAX_STATE_BYTES, "checkpoint", context);
    return file;
  }

  /** Stores the state as it is now and tells the scheduler, which may accept it. */
  void save(TrainingRun run, Course course) {
    int step = Math.toIntExact(run.done());
    String folder = "checkpoint-" + step + "/";
    Path file = scratch.resolve("saving.safetensors");
    run.save(file);
    Output state = context.outputs().keep(folder + STATE, file, SAFETENSORS);
    tellOutputs();
    store(
        folder + MANIFEST,
        new SavedRun(step, Optional.of(state), context.outputs().all(), course, Optional.empty()));
    context.log().info("checkpoint after step " + step);
    context.log().store();
  }

  /**
   * The same before the first step.
   *
   * @param folder of this run, below which all that was drawn lies
   * @param drawn class pictures, while others are still missing
   */
  void saveDrawn(String folder, List<Output> drawn, Course course) {
    tellOutputs();
    store(
        folder + drawn.size() + "-" + MANIFEST,
        new SavedRun(0, Optional.empty(), context.outputs().all(), course, Optional.of(drawn)));
  }

  /** Lets the log name the outputs that it has not heard of yet: they may be looked at from now. */
  void tellOutputs() {
    List<Output> untold =
        context.outputs().all().stream().filter(output -> !told.contains(output)).toList();
    if (!untold.isEmpty()) {
      told.addAll(untold);
      context.resumption().news().accept(new RunNews.OutputsStored(untold));
    }
  }

  private void store(String name, SavedRun saved) {
    Output kept = context.outputs().keep(name, SavedRun.JSON.encode(saved), "application/json");
    context
        .resumption()
        .news()
        .accept(
            new RunNews.Checkpointed(
                new Checkpoint(
                    context.resumption().epoch(), saved.step(), kept.key(), kept.hash())));
  }
}
