package dev.darkroom.metrics;

import java.util.List;
import java.util.OptionalDouble;

/** Scores of pictures against pictures. */
final class SetScores {
  private SetScores() {}

  static List<Score> imageSimilarity(Features of, Features against, String net) {
    return List.of(
        Score.of(
            Metric.IMAGE_SIMILARITY.id(),
            Similarity.ofPictures(of, against),
            "mean cosine over all pairs of pictures, features of " + net,
            of.count(),
            against.count()));
  }

  static List<Score> frechet(String metric, Features of, Features against, String net) {
    return List.of(
        Score.of(
            metric,
            Frechet.distance(Moments.of(of), Moments.of(against), Frechet.Root.SYMMETRIC),
            "Fréchet distance of normal distributions, N - 1 degrees of freedom, f64, features of "
                + net,
            of.count(),
            against.count()));
  }

  static List<Score> kid(Features of, Features against, Kid.Plan plan, String net) {
    Kid kid = Kid.of(of, against, plan);
    int size = Math.min(plan.size(), Math.min(of.count(), against.count()));
    return List.of(
        new Score(
            Metric.KID.id(),
            kid.mean(),
            OptionalDouble.of(kid.deviation()),
            "unbiased squared MMD, kernel (x·y/D + 1)³, %d subsets of %d, seed %d, features of %s"
                .formatted(plan.subsets(), size, plan.seed(), net),
            of.count(),
            against.count()));
  }

  static List<Score> precisionRecall(Features of, Features against, String net) {
    PrecisionRecall scores = PrecisionRecall.of(of, against, PrecisionRecall.K);
    String share = "share of %s within a ball to the %d-th neighbour of %s, features of " + net;
    return List.of(
        Score.of(
            "precision",
            scores.precision(),
            share.formatted("the pictures", PrecisionRecall.K, "those compared with"),
            of.count(),
            against.count()),
        Score.of(
            "recall",
            scores.recall(),
            share.formatted("those compared with", PrecisionRecall.K, "the pictures"),
            of.count(),
            against.count()));
  }
}
