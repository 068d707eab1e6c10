package dev.darkroom.worker.train;

import dev.darkroom.dataset.Dataset;
import dev.darkroom.dataset.DatasetException;
import dev.darkroom.dataset.DatasetLimits;
import dev.darkroom.dataset.DatasetReport;
import dev.darkroom.embedding.LearnedWord;
import dev.darkroom.image.Rgb;
import dev.darkroom.job.Output;
import dev.darkroom.job.spec.FineTuneSpec;
import dev.darkroom.job.spec.Keeping;
import dev.darkroom.model.FineTuner;
import dev.darkroom.model.LoadedModel;
import dev.darkroom.storage.object.ModelManifest;
import dev.darkroom.worker.model.ModelCache;
import dev.darkroom.worker.run.JobRunner;
import dev.darkroom.worker.run.RunContext;
import dev.darkroom.worker.run.RunFailure;
import dev.darkroom.worker.run.WordShelf;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Teaches a model pictures with captions: a LoRA, or a version of the model, comes of it. */
public final class FineTuneRunner implements JobRunner<FineTuneSpec> {
  /** Captions that are drawn at each saving where no prompt is given. */
  private static final int OWN_PROMPTS = 2;

  /** Pictures that samples are held against. */
  private static final int MAX_LIKENESS = 100;

  private static final DatasetLimits LIMITS = DatasetLimits.DEFAULT;

  private final Workplace place;

  public FineTuneRunner(Workplace place) {
    this.place = place;
  }

  @Override
  public void run(FineTuneSpec spec, RunContext context) {
    context.log().info("teaches " + spec.model() + " by " + spec.change().method());
    context.progress().note("loading " + spec.model(), 0, spec.plan().steps());
    ModelManifest manifest = place.shelf().manifest(spec.model(), context);
    List<LearnedWord> words = new WordShelf(place.shelf()).words(spec.dataset().words(), context);
    try (ScratchFolder folder = ScratchFolder.in(place.scratch());
        ModelCache.Pin pin = place.pin(manifest, spec.plan(), context)) {
      FineTuner tuner = tuner(spec, pin.model());
      Checkpoints checkpoints = new Checkpoints(place.shelf(), folder.path(), context);
      Optional<Checkpoints.Fetched> from = checkpoints.fetch();
      try (Dataset dataset = open(spec, folder.path(), context)) {
        DatasetReport report = Material.checked(spec, manifest.card(), dataset, words, tuner);
        new Material(dataset, report, context).keep();
        FineTuneRequests.Found found =
            new FineTuneRequests.Found(
                dataset,
                report,
                words,
                classPictures(
                    spec,
                    brush(spec, manifest, pin.model()),
                    new ClassDrawings(place.shelf(), folder.path(), checkpoints, context),
                    from));
        place.train(
            lesson(spec, dataset, report, folder.path()),
            checkpoints,
            from,
            state -> tuner.start(FineTuneRequests.of(spec, manifest, found), state),
            context);
      } catch (DatasetException e) {
        throw Material.refused(e);
      }
    }
  }

  private static FineTuner tuner(FineTuneSpec spec, LoadedModel model) {
    return model
        .fineTuner()
        .orElseThrow(() ->
            RunFailure.client(
                "model_cannot_learn",
                "model '" + spec.model() + "' cannot be fine-tuned: use one that can",
                "model"));
  }

  private Dataset open(FineTuneSpec spec, Path folder, RunContext context) {
    Path fetched =
        new DatasetFetch(place.shelf(), folder, LIMITS, context).fetch(spec.dataset().source());
    return Dataset.open(fetched, LIMITS);
  }

  private static List<Supplier<Rgb>> classPictures(
      FineTuneSpec spec,
      ClassDrawings.Brush brush,
      ClassDrawings drawings,
      Optional<Checkpoints.Fetched> from) {
    List<Output> drawn = from.flatMap(fetched -> fetched.saved().drawn()).orElse(List.of());
    return spec.change()
        .subject()
        .flatMap(FineTuneSpec.Subject::prior)
        .map(prior -> drawings.pictures(prior, brush, drawn, Course.begin(spec.keeping())))
        .orElse(List.of());
  }

  private static ClassDrawings.Brush brush(
      FineTuneSpec spec, ModelManifest manifest, LoadedModel model) {
    return new ClassDrawings.Brush(
        model,
        manifest.digest(),
        FineTuneRequests.sampling(manifest.card()),
        spec.dataset().resolution(),
        spec.plan().seed());
  }

  private static Workplace.Lesson lesson(
      FineTuneSpec spec, Dataset dataset, DatasetReport report, Path folder) {
    return new Workplace.Lesson(
        spec.plan(),
        withPrompts(spec.keeping(), report),
        () -> dataset.items().stream().limit(MAX_LIKENESS).map(dataset::picture).toList(),
        "",
        spec.dataset().resolution(),
        folder);
  }

  /** Where no prompt is given the first captions are. */
  private static Keeping withPrompts(Keeping keeping, DatasetReport report) {
    List<String> captions =
        report.preview().stream()
            .map(DatasetReport.Preview::caption)
            .distinct()
            .limit(OWN_PROMPTS)
            .toList();
    return new Keeping(
        keeping.saveSteps(),
        keeping.checkpointingSteps(),
        keeping.validation().map(v -> v.prompts().isEmpty() ? v.withPrompts(captions) : v),
        keeping.earlyStop(),
        keeping.pick());
  }
}
