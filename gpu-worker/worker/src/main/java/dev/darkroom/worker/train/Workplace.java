package dev.darkroom.worker.train;

import dev.darkroom.clip.ClipModel;
import dev.darkroom.image.Rgb;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.spec.Keeping;
import dev.darkroom.job.spec.TrainingPlan;
import dev.darkroom.model.TrainingRun;
import dev.darkroom.storage.object.ModelManifest;
import dev.darkroom.worker.model.ModelCache;
import dev.darkroom.worker.run.RunContext;
import dev.darkroom.worker.run.RunFailure;
import dev.darkroom.worker.run.Shelf;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What trainings of every kind stand on.
 *
 * @param scratch a folder of this worker alone, for files on their way
 */
public record Workplace(Shelf shelf, Path scratch) {

  /**
   * A training as its job describes it, whatever is trained.
   *
   * @param likeness the pictures that samples are held against; asked for only where they are
   * @param unsaid a word that is left out of prompts before they are scored; empty for none
   * @param side pixels of a sample
   * @param folder for the run's files
   */
  record Lesson(
      TrainingPlan plan,
      Keeping keeping,
      Supplier<List<Rgb>> likeness,
      String unsaid,
      int side,
      Path folder) {}

  /** The model of a manifest, with the threads of a plan. */
  ModelCache.Pin pin(ModelManifest manifest, TrainingPlan plan, RunContext context) {
    return context
        .retries()
        .call("model", context.stop(), () -> shelf.cache().pin(manifest, plan.machine().threads()));
  }

  /**
   * Works a training off, from its beginning or from a checkpoint.
   *
   * @param start begins it, from the state in this file where there is one
   */
  void train(
      Lesson lesson,
      Checkpoints checkpoints,
      Optional<Checkpoints.Fetched> from,
      Function<Optional<Path>, TrainingRun> start,
      RunContext context) {
    Optional<ModelRef> clip = lesson.keeping().validation().flatMap(Keeping.Validation::clip);
    if (clip.isEmpty()) {
      train(lesson, checkpoints, from, start, Optional.empty(), context);
      return;
    }
    try (ModelCache.Pin pin = pin(shelf.manifest(clip.get(), context), lesson.plan(), context)) {
      Eyes eyes =
          new Eyes(
              clip(pin, clip.get()),
              lesson.likeness().get(),
              lesson.keeping().validation().orElseThrow().prompts(),
              lesson.unsaid());
      train(lesson, checkpoints, from, start, Optional.of(eyes), context);
    }
  }

  private static void train(
      Lesson lesson,
      Checkpoints checkpoints,
      Optional<Checkpoints.Fetched> from,
      Function<Optional<Path>, TrainingRun> start,
      Optional<Eyes> eyes,
      RunContext context) {
    try (TrainingRun run = start.apply(from.flatMap(Checkpoints.Fetched::state))) {
      Optional<Samples> samples =
          lesson.keeping().validation().map(v -> new Samples(v, lesson.side()));
      new TrainingLoop(
              run,
              lesson.keeping(),
              new TrainingLoop.Around(checkpoints, samples, eyes, lesson.folder()),
              context,
              from.map(fetched -> fetched.saved().course())
                  .orElseGet(() -> Course.begin(lesson.keeping())))
          .work();
    }
  }

  private static ClipModel clip(ModelCache.Pin pin, ModelRef ref) {
    if (pin.model() instanceof ClipModel clip) {
      return clip;
    }
    throw RunFailure.client(
        "model_cannot_score", "model '" + ref + "' is no CLIP: use one", "clip_model");
  }
}
