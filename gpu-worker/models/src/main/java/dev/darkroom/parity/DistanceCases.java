package dev.darkroom.parity;

import dev.darkroom.metrics.Features;
import dev.darkroom.metrics.Frechet;
import dev.darkroom.metrics.Kid;
import dev.darkroom.metrics.Moments;
import dev.darkroom.weights.HostTensor;
import java.util.Arrays;

/** Distances of given sets of features: well-conditioned, ill-conditioned and of too low a rank. */
final class DistanceCases implements CaseRunner {
  @Override
  public void run(ParityCase c, Recorder recorder) {
    c.description().path("sets").forEach(set -> run(c, set.asText(), recorder));
  }

  private static void run(ParityCase c, String set, Recorder recorder) {
    Features a = new Features(c.input(set + "/a"));
    Features b = new Features(c.input(set + "/b"));
    Moments ofA = Moments.of(a);
    Moments ofB = Moments.of(b);
    int d = a.width();
    recorder.compare(set + "/mu_a", ofA.mean());
    recorder.compare(set + "/cov_a", HostTensor.ofDoubles(ofA.covariance(), d, d));
    recorder.compare(
        set + "/fid_sqrtm", new double[] {Frechet.distance(ofA, ofB, Frechet.Root.SYMMETRIC)});
    recorder.compare(
        set + "/fid_eigenvalues",
        new double[] {Frechet.distance(ofA, ofB, Frechet.Root.EIGENVALUES)});
    selfDistance(set, ofA, recorder);
    subsets(c, set, a, b, recorder);
  }

  /** Sums that cancel: what is left is rounding, which counts against what was summed. */
  private static void selfDistance(String set, Moments a, Recorder recorder) {
    double summed = 2 * a.trace();
    recorder.compareAtScale(
        set + "/fid_self", Frechet.distance(a, a, Frechet.Root.EIGENVALUES), summed);
    // A root of symmetric matrices has no imaginary part to leave out.
    recorder.compareAtScale(set + "/sqrtm_max_imag", 0, summed);
  }

  private static void subsets(ParityCase c, String set, Features a, Features b, Recorder recorder) {
    int[][] ofA = rows(c.input("subsets_a"));
    int[][] ofB = rows(c.input("subsets_b"));
    double[] distances = new double[ofA.length];
    Arrays.setAll(distances, s -> Kid.subset(a, b, ofA[s], ofB[s]));
    recorder.compare(set + "/kid_subsets", distances);
    recorder.compare(set + "/kid_mean", new double[] {Kid.over(distances).mean()});
  }

  private static int[][] rows(HostTensor indices) {
    int m = Math.toIntExact(indices.shape().dim(1));
    int[] all = Arrays.stream(indices.toLongs()).mapToInt(Math::toIntExact).toArray();
    int[][] rows = new int[all.length / m][];
    Arrays.setAll(rows, r -> Arrays.copyOfRange(all, r * m, (r + 1) * m));
    return rows;
  }
}
