package dev.darkroom.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RateCurveTest {
  @Test
  void aConstantRateKnowsNoWarmUp() {
    assertThat(rate("constant", 0)).isEqualTo(2);
    assertThat(rate("constant", 99)).isEqualTo(2);
  }

  @Test
  void theFirstStepOfAWarmUpMovesNothing() {
    for (String name :
        new String[] {
          "constant_with_warmup", "linear", "cosine", "cosine_with_restarts", "polynomial"
        }) {
      assertThat(rate(name, 0)).as(name).isZero();
      assertThat(rate(name, 5)).as(name).isEqualTo(1, within(1e-12));
      assertThat(rate(name, 10)).as(name).isEqualTo(2, within(1e-12));
    }
  }

  @Test
  void eachCurveFallsInItsOwnWay() {
    assertThat(rate("linear", 55)).isEqualTo(1, within(1e-12));
    assertThat(rate("cosine", 40)).isEqualTo(1 + Math.cos(Math.PI / 3), within(1e-12));
    assertThat(rate("cosine_with_restarts", 55)).isEqualTo(2, within(1e-12)); // from the top again
    assertThat(rate("cosine_with_restarts", 32)).isLessThan(1.1);
    assertThat(rate("polynomial", 55)).isEqualTo((2 - 1e-7) / 4 + 1e-7, within(1e-12));
    assertThat(rate("polynomial", 100)).isEqualTo(1e-7, within(1e-12));
  }

  @Test
  void piecesHoldUntilTheirStep() {
    assertThat(rate("piecewise_constant", 9)).isEqualTo(2);
    assertThat(rate("piecewise_constant", 10)).isEqualTo(0.2, within(1e-12));
    assertThat(rate("piecewise_constant", 20)).isEqualTo(0.02, within(1e-12));
  }

  @Test
  void anUnknownCurveIsRefusedWithTheNamesThatAreKnown() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rate("sine", 0))
        .withMessageContaining("'sine'")
        .withMessageContaining("cosine_with_restarts");
  }

  @Test
  void rulesWhoseStepsFallAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RateCurve.named("piecewise_constant", 1, 1, "1:20,0.1:10,0.01"))
        .withMessageContaining("steps must rise");
  }

  private static double rate(String name, long step) {
    return RateCurve.named(name, 2, 2, "1:10,0.1:20,0.01").rate(step, 2, 10, 100);
  }
}
