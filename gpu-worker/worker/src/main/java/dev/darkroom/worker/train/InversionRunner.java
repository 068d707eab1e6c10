package dev.darkroom.worker.train;

import dev.darkroom.image.Rgb;
import dev.darkroom.inversion.PivotalRun;
import dev.darkroom.job.spec.InversionSpec;
import dev.darkroom.job.spec.Picture;
import dev.darkroom.model.FineTuner;
import dev.darkroom.model.InversionRequest;
import dev.darkroom.model.Inverter;
import dev.darkroom.model.LoadedModel;
import dev.darkroom.model.TrainingRun;
import dev.darkroom.storage.object.ModelManifest;
import dev.darkroom.worker.model.ModelCache;
import dev.darkroom.worker.run.JobRunner;
import dev.darkroom.worker.run.PictureFiles;
import dev.darkroom.worker.run.RunContext;
import dev.darkroom.worker.run.RunFailure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Teaches a word. */
public final class InversionRunner implements JobRunner<InversionSpec> {
  private final Workplace place;

  public InversionRunner(Workplace place) {
    this.place = place;
  }

  @Override
  public void run(InversionSpec spec, RunContext context) {
    context.log().info("learns " + spec.word().placeholder() + " with " + spec.model());
    context.progress().note("loading " + spec.model(), 0, spec.steps());
    ModelManifest manifest = place.shelf().manifest(spec.model(), context);
    try (ScratchFolder folder = ScratchFolder.in(place.scratch());
        ModelCache.Pin pin = place.pin(manifest, spec.plan(), context)) {
      Teacher teacher = teacher(spec, manifest, pin.model(), folder.path());
      Optional<Rewinding> rewinding = rewinding(spec, pin.model(), context);
      List<Rgb> pictures = pictures(spec, context);
      Checkpoints checkpoints = new Checkpoints(place.shelf(), folder.path(), context);
      place.train(
          new Workplace.Lesson(
              spec.plan(),
              spec.keeping(),
              () -> pictures,
              spec.word().placeholder(),
              spec.lesson().resolution(),
              folder.path()),
          checkpoints,
          checkpoints.fetch(),
          state -> teacher.start(InversionRequests.of(spec, pictures), state),
          context);
      rewinding.ifPresent(back -> back.work(pictures));
    }
  }

  /** Begins a method's training, or goes on. */
  @FunctionalInterface
  private interface Teacher {
    TrainingRun start(InversionRequest request, Optional<Path> state);
  }

  private static Teacher teacher(
      InversionSpec spec, ModelManifest manifest, LoadedModel model, Path folder) {
    Inverter inverter =
        model.inverter().orElseThrow(() -> cannotLearn(spec, "learns no words: use one that does"));
    return switch (spec.study().method()) {
      case TEXTUAL_INVERSION, BIPARTITE -> inverter::start;
      case PIVOTAL -> {
        FineTuner tuner =
            model
                .fineTuner()
                .orElseThrow(() -> cannotLearn(spec, "cannot be changed: use another method"));
        PivotalRun.Around around = InversionRequests.around(spec, manifest);
        yield (request, state) ->
            PivotalRun.start(
                new PivotalRun.Request(inverter, request, tuner, around, folder), state);
      }
    };
  }

  private static RunFailure cannotLearn(InversionSpec spec, String why) {
    return RunFailure.client("model_cannot_learn", "model '" + spec.model() + "' " + why, "model");
  }

  /** What cannot be done in the end is refused before the word is learned. */
  private Optional<Rewinding> rewinding(InversionSpec spec, LoadedModel model, RunContext context) {
    return switch (spec.study().method()) {
      case BIPARTITE -> Optional.of(Rewinding.of(model, place.shelf(), spec, context));
      case TEXTUAL_INVERSION, PIVOTAL -> Optional.empty();
    };
  }

  private List<Rgb> pictures(InversionSpec spec, RunContext context) {
    PictureFiles files = new PictureFiles(place.shelf());
    List<Rgb> pictures = new ArrayList<>();
    for (Picture picture : spec.lesson().pictures()) {
      pictures.add(files.read(picture, "images", context));
    }
    return pictures;
  }
}
