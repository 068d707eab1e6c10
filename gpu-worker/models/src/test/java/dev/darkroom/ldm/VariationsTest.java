package dev.darkroom.ldm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.darkroom.ldm.sampler.Latent;
import org.junit.jupiter.api.Test;

class VariationsTest {
  /** One channel of two rows and two columns; the columns are (3, 4) and (1, 0). */
  private static final Latent LOW = Latent.of(3, 1, 4, 0);

  private static final Latent HIGH = Latent.of(-4, 0, 3, 1);

  @Test
  void columnsAreTurnedTowardsEachOther() {
    Latent half = Variations.slerp(0.5, LOW, HIGH, 2, 2); // both pairs stand at right angles
    double s = Math.sqrt(0.5);
    float[] expected = {(float) (-s), (float) s, (float) (7 * s), (float) s};
    for (int i = 0; i < 4; i++) {
      assertThat(half.at(i)).isCloseTo(expected[i], within(1e-6f));
    }
  }

  @Test
  void noisesThatNearlyAgreeAreBlendedTheWrongWayRound() {
    Latent near = LOW.times(2);
    assertThat(Variations.slerp(0.25, LOW, near, 2, 2)).isEqualTo(LOW.times(0.25).plus(0.75, near));
  }
}
