package dev.darkroom.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.failure.ModelException;
import dev.darkroom.weights.HostTensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LoraMergeTest {
  private static final HostTensor DOWN = HostTensor.ofFloats(new float[] {1, 2, 3}, 1, 3);
  private static final HostTensor UP = HostTensor.ofFloats(new float[] {10, 100}, 2, 1);

  @Test
  void aLinearWeightGrowsByWeightTimesScaleTimesUpTimesDown() {
    LoraLayer layer = new LoraLayer(DOWN, UP, 0.5);
    HostTensor merged = merge(HostTensor.ofFloats(new float[6], 2, 3), use(layer, 2));
    assertThat(merged.toFloats()).containsExactly(10, 20, 30, 100, 200, 300);
  }

  @Test
  void severalAddUpInTheOrderGivenAndOneOfWeightZeroDoesNothing() {
    LoraLayer layer = new LoraLayer(DOWN, UP, 1);
    HostTensor one = HostTensor.ofFloats(new float[] {1, 1, 1, 1, 1, 1}, 2, 3);
    assertThat(merge(one, use(layer, 1), use(layer, -0.5)).toFloats())
        .containsExactly(6, 11, 16, 51, 101, 151);
    assertThat(LoraMerge.changes(List.of(use(layer, 0)), LoraPart.UNET)).isEmpty();
    assertThat(LoraMerge.changes(List.of(use(layer, 1)), LoraPart.TEXT_ENCODER)).isEmpty();
  }

  @Test
  void aConvolutionTakesAKernelDownAndAPointUp() {
    HostTensor down = HostTensor.ofFloats(new float[] {1, 2, 3, 4}, 1, 1, 2, 2);
    LoraLayer layer = new LoraLayer(down, UP.reshape(2, 1, 1, 1), 1);
    HostTensor merged = merge(HostTensor.ofFloats(new float[8], 2, 1, 2, 2), use(layer, 1));
    assertThat(merged.toFloats()).containsExactly(10, 20, 30, 40, 100, 200, 300, 400);
    assertThat(merged.shape().dims()).containsExactly(2, 1, 2, 2);
  }

  /** Σ_pq up[o,p] · mid[p,q,k] · down[q,i], told out for one output. */
  @Test
  void aMiddleStandsBetweenUpAndDown() {
    HostTensor down = HostTensor.ofFloats(new float[] {1, 2, 3, 4}, 2, 2, 1, 1); // (q, i)
    HostTensor mid = HostTensor.ofFloats(new float[] {1, 5, 0, 1, 2, 0, 1, 3}, 2, 2, 1, 2);
    HostTensor up = HostTensor.ofFloats(new float[] {1, 10}, 1, 2, 1, 1); // (o, p)
    LoraLayer layer = LoraLayer.of(down, up, Optional.of(mid), Optional.of(2.0));
    HostTensor merged = merge(HostTensor.ofFloats(new float[4], 1, 2, 1, 2), use(layer, 1));
    float[] expected = new float[4];
    for (int i = 0; i < 2; i++) {
      for (int k = 0; k < 2; k++) {
        for (int p = 0; p < 2; p++) {
          for (int q = 0; q < 2; q++) {
            expected[i * 2 + k] +=
                up.toFloats()[p] * mid.toFloats()[(p * 2 + q) * 2 + k] * down.toFloats()[q * 2 + i];
          }
        }
      }
    }
    assertThat(merged.toFloats()).containsExactly(expected);
  }

  @Test
  void aWeightWithoutBoundIsRefused() {
    LoraLayer layer = new LoraLayer(DOWN, UP, 1);
    assertThatThrownBy(() -> use(layer, Double.NaN))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("NaN");
    assertThatThrownBy(() -> use(layer, 1e9)).hasMessageContaining("-100 to 100");
  }

  private static LoraUse use(LoraLayer layer, double weight) {
    return new LoraUse(Lora.of(Map.of(LoraPart.UNET, Map.of("m", layer))), weight);
  }

  private static HostTensor merge(HostTensor weight, LoraUse... uses) {
    return LoraMerge.changes(List.of(uses), LoraPart.UNET).get("m.weight").apply(weight);
  }
}
