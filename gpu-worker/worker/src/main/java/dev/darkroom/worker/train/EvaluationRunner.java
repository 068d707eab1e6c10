package dev.darkroom.worker.train;

import dev.darkroom.clip.ClipModel;
import dev.darkroom.image.Rgb;
import dev.darkroom.job.EvaluationSpec;
import dev.darkroom.job.EvaluationSpec.Metric;
import dev.darkroom.job.Output;
import dev.darkroom.job.Picture;
import dev.darkroom.metrics.Features;
import dev.darkroom.metrics.Frechet;
import dev.darkroom.metrics.Kid;
import dev.darkroom.metrics.Moments;
import dev.darkroom.metrics.Similarity;
import dev.darkroom.storage.embedding.Scores;
import dev.darkroom.worker.model.ModelCache;
import dev.darkroom.worker.run.JobRunner;
import dev.darkroom.worker.run.PictureFiles;
import dev.darkroom.worker.run.RunContext;
import dev.darkroom.worker.run.RunFailure;
import dev.darkroom.worker.run.Shelf;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

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
      Map<String, Double> scores = new TreeMap<>(scores(spec, clip, context));
      scores.forEach(
          (name, value) -> context.log().info(String.format(Locale.ROOT, "%s %.6f", name, value)));
      context
          .outputs()
          .add(
              Scores.FILE,
              Output.Role.MANIFEST,
              "application/json",
              Scores.JSON.encode(new Scores(scores)),
              OptionalLong.empty());
    }
  }

  private Map<String, Double> scores(EvaluationSpec spec, ClipModel clip, RunContext context) {
    int total = spec.of().size() + spec.against().size();
    Features of = features(clip, spec.of(), 0, total, context);
    Optional<Features> against =
        spec.against().isEmpty()
            ? Optional.empty()
            : Optional.of(features(clip, spec.against(), spec.of().size(), total, context));
    Map<String, Double> scores = new TreeMap<>();
    for (Metric metric : spec.metrics()) {
      context.stop().check();
      scores.put(metric.toString(), score(metric, spec, clip, of, against));
    }
    return scores;
  }

  private static double score(
      Metric metric, EvaluationSpec spec, ClipModel clip, Features of, Optional<Features> against) {
    return switch (metric) {
      case CLIP_SCORE -> Similarity.clipScore(of, captions(spec, clip));
      case TEXT_SIMILARITY -> Similarity.clipScore(of, captions(spec, clip)) / 100;
      case IMAGE_SIMILARITY -> Similarity.ofPictures(of, against.orElseThrow());
      case CLIP_FD ->
          Frechet.distance(
              Moments.of(of), Moments.of(against.orElseThrow()), Frechet.Root.SYMMETRIC);
      case KID -> Kid.of(of, against.orElseThrow(), Kid.PUBLISHED).mean();
    };
  }

  private static Features captions(EvaluationSpec spec, ClipModel clip) {
    return Features.of(clip.texts(spec.of().stream().map(p -> p.caption().orElse("")).toList()));
  }

  /** A few pictures at a time, so that no more of them are in memory at once. */
  private Features features(
      ClipModel clip, List<Picture> pictures, int before, int total, RunContext context) {
    PictureFiles files = new PictureFiles(shelf);
    List<float[]> rows = new ArrayList<>();
    for (int first = 0; first < pictures.size(); first += ClipModel.BATCH) {
      context.stop().check();
      List<Picture> part =
          pictures.subList(first, Math.min(first + ClipModel.BATCH, pictures.size()));
      List<Rgb> read = new ArrayList<>();
      part.forEach(picture -> read.add(files.read(picture, "images", context)));
      rows.addAll(clip.pictures(read));
      context.progress().step("looking at pictures", before + rows.size(), total, Optional::empty);
    }
    return Features.of(rows);
  }
}
