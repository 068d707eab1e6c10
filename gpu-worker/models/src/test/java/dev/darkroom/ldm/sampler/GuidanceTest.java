package dev.darkroom.ldm.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.darkroom.failure.ModelException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuidanceTest {
  private static final Latent WITHOUT = Latent.of(0, 1, 2, 3);
  private static final Latent WITH = Latent.of(1, 1, 1, 5);

  @Test
  void guidanceGoesBeyondThePromptAwayFromNone() {
    assertThat(Guidance.of(3).combine(WITHOUT, WITH)).isEqualTo(Latent.of(3, 1, -1, 9));
  }

  @Test
  void atOneOnlyThePromptCounts() {
    assertThat(Guidance.of(1).needsUnconditional()).isFalse();
    assertThat(Guidance.of(1).combine(WITHOUT, WITH)).isEqualTo(WITH);
  }

  @Test
  void fullRescalingGivesTheDeviationOfTheConditionalOutput() {
    assertThat(new Guidance(7.5, 1).combine(WITHOUT, WITH).std())
        .isCloseTo(WITH.std(), within(1e-6));
    assertThat(WITH.std()).isEqualTo(2); // the sum of squares is 12, over n - 1 = 3
    double plain = Guidance.of(7.5).combine(WITHOUT, WITH).std();
    assertThat(new Guidance(7.5, 0.25).combine(WITHOUT, WITH).std())
        .isCloseTo(0.25 * 2 + 0.75 * plain, within(1e-5));
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, -1, 1e9})
  void impossibleScalesAreRefused(double scale) {
    assertThatThrownBy(() -> Guidance.of(scale))
        .isInstanceOfSatisfying(
            ModelException.class, e -> assertThat(e.param()).contains("guidance_scale"));
  }
}
