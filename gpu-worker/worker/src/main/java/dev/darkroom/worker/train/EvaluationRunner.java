package dev.darkroom.worker.train;

import dev.darkroom.clip.ClipModel;
import dev.darkroom.image.Rgb;
import dev.darkroom.job.spec.EvaluationSpec;
import dev.darkroom.job.spec.Picture;
import dev.darkroom.metrics.FeatureNet;
import dev.darkroom.metrics.Kid;
import dev.darkroom.metrics.Metric;
import dev.darkroom.metrics.MetricRequest;
import dev.darkroom.metrics.MetricRun;
import dev.darkroom.metrics.PictureSet;
import dev.darkroom.metrics.Score;
import dev.darkroom.worker.model.ModelCache;
import dev.darkroom.worker.run.JobRunner;
import dev.darkroom.worker.run.PictureFiles;
import dev.darkroom.worker.run.RunContext;
import dev.darkroom.worker.run.RunFailure;
import dev.darkroom.worker.run.Shelf;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Scores pictures by what a CLIP model says of them. */
public final class EvaluationRunner implements JobRunner<EvaluationSpec> {
  private final Shelf shelf;

  public EvaluationRunner(Shelf shelf) {
    this.shelf = shelf;
  }

  @Override
  public void run(EvaluationSpec spec, RunContext context) {
    var manifest = shelf.manifest(spec.model(), context);
    try (ModelCache.Pin pin =
        context.retries().call("model", context.stop(), () -> shelf.cache().pin(manifest))) {
      if (!(pin.model() instanceof ClipModel clip)) {
        throw RunFailure.client(
            "model_cannot_score", "model '" + spec.model() + "' is no CLIP: use one", "model");
      }
      MetricRun run = new MetricRun(request(spec, context), nets(spec, clip));
      boolean more = true;
      while (more) {
        context.stop().check();
        more = run.step();
        context.progress().step("looking at pictures", run.done(), run.total(), Optional::empty);
      }
      keep(run.scores(), context);
    }
  }

  private MetricRequest request(EvaluationSpec spec, RunContext context) {
    return new MetricRequest(
        spec.metrics().stream()
            .map(metric -> Metric.of(metric.toString()))
            .collect(Collectors.toSet()),
        pictures(spec.of(), "of", context),
        spec.against().isEmpty()
            ? Optional.empty()
            : Optional.of(pictures(spec.against(), "against", context)),
        prompts(spec),
        Optional.empty(),
        Kid.PUBLISHED);
  }

  /** A caption a picture; none where not all have one, and so nothing asks for them. */
  private static List<String> prompts(EvaluationSpec spec) {
    List<String> captions =
        spec.of().stream().flatMap(picture -> picture.caption().stream()).toList();
    return captions.size() == spec.of().size() ? captions : List.of();
  }

  private static MetricRun.Nets nets(EvaluationSpec spec, ClipModel clip) {
    return new MetricRun.Nets(
        Optional.of(new FeatureNet("CLIP " + spec.model(), clip::pictures)),
        Optional.of(clip::texts),
        Optional.empty());
  }

  /** Read one by one when they are looked at, so that no more of them are in memory at once. */
  private PictureSet pictures(List<Picture> pictures, String param, RunContext context) {
    PictureFiles files = new PictureFiles(shelf);
    return new PictureSet() {
      @Override
      public int count() {
        return pictures.size();
      }

      @Override
      public Rgb picture(int i) {
        return files.read(pictures.get(i), param, context);
      }
    };
  }

  private static void keep(List<Score> scores, RunContext context) {
    Map<String, Double> values = new TreeMap<>();
    for (Score score : scores) {
      values.put(score.metric(), score.value());
      context
          .log()
          .info(
              String.format(
                  Locale.ROOT, "%s %.6f: %s", score.metric(), score.value(), score.definition()));
    }
    ScoreFile.keep(context, values);
  }
}
