package dev.darkroom.ldm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.ldm.sampler.Latent;
import dev.darkroom.model.Size;
import org.junit.jupiter.api.Test;

/** Values as torch's interpolate gives them, without aligned corners. */
class EnlargingTest {
  private static final Size SMALL = new Size(2, 1);
  private static final Latent TWO_CHANNELS = Latent.of(0, 4, 10, 20);

  @Test
  void nearestRepeatsValues() {
    assertThat(Enlarging.nearest(TWO_CHANNELS, SMALL, new Size(3, 2)))
        .isEqualTo(Latent.of(0, 0, 4, 0, 0, 4, 10, 10, 20, 10, 10, 20));
  }

  @Test
  void bilinearInterpolatesBetweenCentresAndHoldsTheEdges() {
    assertThat(Enlarging.bilinear(TWO_CHANNELS, SMALL, new Size(4, 1)))
        .isEqualTo(Latent.of(0, 1, 3, 4, 10, 12.5f, 17.5f, 20));
  }
}
