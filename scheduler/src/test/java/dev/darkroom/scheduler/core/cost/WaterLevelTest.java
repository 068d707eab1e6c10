package dev.darkroom.scheduler.core.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class WaterLevelTest {
  @Test
  void withNothingAheadTheFirstFreeWorkerIsTheOne() {
    assertThat(WaterLevel.of(new double[] {30, 10, 20}, 0)).isEqualTo(10);
  }

  @Test
  void workGoesToThoseWhoAreFreeFirst() {
    assertThat(WaterLevel.of(new double[] {30, 10, 20}, 10)).isEqualTo(20);
    assertThat(WaterLevel.of(new double[] {30, 10, 20}, 30)).isEqualTo(30);
    assertThat(WaterLevel.of(new double[] {30, 10, 20}, 60)).isCloseTo(40, within(1e-9));
  }

  @Test
  void withoutWorkersThereIsNoTime() {
    assertThatIllegalArgumentException().isThrownBy(() -> WaterLevel.of(new double[0], 1));
  }
}
