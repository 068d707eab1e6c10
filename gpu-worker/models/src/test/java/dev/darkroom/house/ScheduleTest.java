package dev.darkroom.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScheduleTest {
  private final Schedule schedule = new Schedule(1e-3, 10, 50, 100, 0.1);

  @Test
  void theRateRisesInAStraightLineToItsPeak() {
    assertThat(schedule.rate(0)).isEqualTo(1e-4, within(1e-12));
    assertThat(schedule.rate(4)).isEqualTo(5e-4, within(1e-12));
    assertThat(schedule.rate(9)).isEqualTo(1e-3, within(1e-12));
  }

  @Test
  void theRateHoldsAndThenFallsAlongHalfACosine() {
    assertThat(schedule.rate(49)).isEqualTo(1e-3, within(1e-12));
    assertThat(schedule.rate(74)).isEqualTo(5.5e-4, within(1e-12));
    assertThat(schedule.rate(99)).isEqualTo(1e-4, within(1e-12));
  }

  @Test
  void aScheduleThatFallsBeforeItRoseIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Schedule(1e-3, 60, 50, 100, 0.1))
        .withMessageContaining("warmup <= hold");
  }
}
