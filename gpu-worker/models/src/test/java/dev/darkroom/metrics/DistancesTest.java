package dev.darkroom.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.darkroom.weights.HostTensor;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Distances between sets of features behave as their definitions say. */
class DistancesTest {

  @Test
  void theDistanceOfTwoNormalDistributionsOnALineIsTheTextbooks() {
    // |μ₁ - μ₂|² + (σ₁ - σ₂)²
    Moments a = new Moments(new double[] {1}, new double[] {4});
    Moments b = new Moments(new double[] {4}, new double[] {25});

    for (Frechet.Root root : Frechet.Root.values()) {
      assertThat(Frechet.distance(a, b, root)).isCloseTo(9 + 9, within(1e-12));
    }
  }

  @Test
  void aSetIsNoDistanceFromItselfEvenWithFewerPicturesThanFeatures() {
    Moments few = Moments.of(gaussian(5, 12, 0, 1));

    assertThat(Frechet.distance(few, few, Frechet.Root.SYMMETRIC)).isCloseTo(0, within(1e-6));
  }

  @Test
  void bothRootsAgreeAndTheDistanceIsSymmetric() {
    Moments a = Moments.of(gaussian(40, 8, 0, 1));
    Moments b = Moments.of(gaussian(50, 8, 0.5, 2));

    double distance = Frechet.distance(a, b, Frechet.Root.SYMMETRIC);

    assertThat(distance).isPositive();
    assertThat(Frechet.distance(a, b, Frechet.Root.EIGENVALUES))
        .isCloseTo(distance, within(1e-9 * distance));
    assertThat(Frechet.distance(b, a, Frechet.Root.SYMMETRIC))
        .isCloseTo(distance, within(1e-9 * distance));
  }

  @Test
  void aCovarianceHasOneDegreeOfFreedomLessThanPictures() {
    Moments moments = Moments.of(set(new double[][] {{1, 0}, {3, 4}}));

    assertThat(moments.mean()).containsExactly(2, 2);
    assertThat(moments.covariance()).containsExactly(2, 4, 4, 8);
  }

  @Test
  void onePictureHasNoCovariance() {
    assertThatThrownBy(() -> Moments.of(set(new double[][] {{1, 2}})))
        .hasMessage("1 picture has no covariance: a Fréchet distance needs at least 2 in each set");
  }

  @Test
  void setsOfTwoNetworksAreRefused() {
    Features a = gaussian(10, 4, 0, 1);
    Features b = gaussian(10, 5, 0, 1);

    assertThatThrownBy(() -> Kid.of(a, b, Kid.PUBLISHED)).hasMessageContaining("width 4 and 5");
  }

  @Test
  void theKernelDistanceOfOneDistributionIsNearZeroAndOfTwoIsNot() {
    Features a = gaussian(400, 6, 0, 1);
    Features again = gaussian(401, 6, 0, 1);
    Features shifted = gaussian(400, 6, 1, 1);
    Kid.Plan plan = new Kid.Plan(20, 200, 7);

    assertThat(Kid.of(a, again, plan).mean()).isCloseTo(0, within(0.05));
    assertThat(Kid.of(a, shifted, plan).mean()).isGreaterThan(1);
  }

  @Test
  void theKernelDistanceIsAFunctionOfItsSeed() {
    Features a = gaussian(60, 6, 0, 1);
    Features b = gaussian(70, 6, 0.3, 1);

    Kid first = Kid.of(a, b, new Kid.Plan(5, 30, 1));

    assertThat(Kid.of(a, b, new Kid.Plan(5, 30, 1))).isEqualTo(first);
    assertThat(Kid.of(a, b, new Kid.Plan(5, 30, 2))).isNotEqualTo(first);
  }

  @Test
  void aDrawnSetWithinTheRealOneIsPreciseAndOneThatLacksAHalfRecallsAHalf() {
    double[][] real = new double[40][];
    double[][] half = new double[20][];
    for (int i = 0; i < 40; i++) {
      real[i] = new double[] {i < 20 ? i * 0.01 : 100 + i * 0.01, 0};
    }
    System.arraycopy(real, 0, half, 0, 20);

    PrecisionRecall scores = PrecisionRecall.of(set(half), set(real), PrecisionRecall.K);

    assertThat(scores.precision()).isEqualTo(1);
    assertThat(scores.recall()).isEqualTo(0.5);
  }

  private static Features gaussian(int n, int d, double mean, double deviation) {
    SplittableRandom random = new SplittableRandom(31L * n + d);
    double[][] rows = new double[n][d];
    for (double[] row : rows) {
      for (int j = 0; j < d; j++) {
        row[j] = mean + deviation * random.nextGaussian();
      }
    }
    return set(rows);
  }

  private static Features set(double[][] rows) {
    double[] all =
        java.util.Arrays.stream(rows).flatMapToDouble(java.util.Arrays::stream).toArray();
    return new Features(HostTensor.ofDoubles(all, rows.length, rows[0].length));
  }
}
