package dev.darkroom.worker.train;

import dev.darkroom.clip.ClipModel;
import dev.darkroom.image.Rgb;
import dev.darkroom.job.InversionSpec;
import dev.darkroom.job.Keeping;
import dev.darkroom.job.ModelRef;
import dev.darkroom.job.Picture;
import dev.darkroom.model.Inverter;
import dev.darkroom.model.TrainingRun;
import dev.darkroom.storage.object.ModelManifest;
import dev.darkroom.worker.model.ModelCache;
import dev.darkroom.worker.run.JobRunner;
import dev.darkroom.worker.run.PictureFiles;
import dev.darkroom.worker.run.RunContext;
import dev.darkroom.worker.run.RunFailure;
import dev.darkroom.worker.run.Shelf;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Teaches a word. */
public final class InversionRunner implements JobRunner<InversionSpec> {
  private final Shelf shelf;
  private final Path scratch;

  /**
   * A runner over these models.
   *
   * @param scratch a folder of this worker alone, for files on their way
   */
  public InversionRunner(Shelf shelf, Path scratch) {
    this.shelf = shelf;
    this.scratch = scratch;
  }

  @Override
  public void run(InversionSpec spec, RunContext context) {
    if (spec.study().method() != InversionSpec.Method.TEXTUAL_INVERSION) {
      throw RunFailure.client(
          "method_not_run",
          "this worker does not run method '" + spec.study().method() + "': use textual_inversion",
          "method");
    }
    context.log().info("learns " + spec.word().placeholder() + " with " + spec.model());
    context.progress().note("loading " + spec.model(), 0, spec.plan().steps());
    ModelManifest manifest = shelf.manifest(spec.model(), context);
    try (ScratchFolder folder = ScratchFolder.in(scratch);
        ModelCache.Pin pin = pin(manifest, spec.plan().machine().threads(), context)) {
      Inverter inverter =
          pin.model()
              .inverter()
              .orElseThrow(() ->
                  RunFailure.client(
                      "model_cannot_learn",
                      "model '" + spec.model() + "' learns no words: use one that does",
                      "model"));
      List<Rgb> pictures = pictures(spec, context);
      Optional<ModelRef> clip = spec.keeping().validation().flatMap(Keeping.Validation::clip);
      if (clip.isEmpty()) {
        learn(spec, inverter, pictures, Optional.empty(), folder.path(), context);
        return;
      }
      try (ModelCache.Pin eyes =
          pin(shelf.manifest(clip.get(), context), spec.plan().machine().threads(), context)) {
        Eyes judge =
            new Eyes(
                clip(eyes, clip.get()),
                pictures,
                spec.keeping().validation().orElseThrow().prompts(),
                spec.word().placeholder());
        learn(spec, inverter, pictures, Optional.of(judge), folder.path(), context);
      }
    }
  }

  private void learn(
      InversionSpec spec,
      Inverter inverter,
      List<Rgb> pictures,
      Optional<Eyes> judge,
      Path folder,
      RunContext context) {
    Checkpoints checkpoints = new Checkpoints(shelf, folder, context);
    Optional<Checkpoints.Fetched> from = checkpoints.fetch();
    try (TrainingRun run =
        inverter.start(
            InversionRequests.of(spec, pictures), from.map(Checkpoints.Fetched::state))) {
      Optional<Samples> samples =
          spec.keeping().validation().map(v -> new Samples(v, spec.lesson().resolution()));
      new TrainingLoop(
              run,
              spec.keeping(),
              new TrainingLoop.Around(checkpoints, samples, judge, folder),
              context,
              from.map(fetched -> fetched.saved().course())
                  .orElseGet(() -> Course.begin(spec.keeping())))
          .work();
    }
  }

  private List<Rgb> pictures(InversionSpec spec, RunContext context) {
    PictureFiles files = new PictureFiles(shelf);
    List<Rgb> pictures = new ArrayList<>();
    for (Picture picture : spec.lesson().pictures()) {
      pictures.add(files.read(picture, "images", context));
    }
    return pictures;
  }

  private ModelCache.Pin pin(ModelManifest manifest, int threads, RunContext context) {
    return context
        .retries()
        .call("model", context.stop(), () -> shelf.cache().pin(manifest, threads));
  }

  private static ClipModel clip(ModelCache.Pin pin, ModelRef ref) {
    if (pin.model() instanceof ClipModel clip) {
      return clip;
    }
    throw RunFailure.client(
        "model_cannot_score", "model '" + ref + "' is no CLIP: use one", "clip_model");
  }
}
