package dev.darkroom.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.darkroom.training.RateSchedule;
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
  void anotherScheduleMayFollowFromItsOwnFirstStepOn() {
    RateSchedule twice = schedule.then(new Schedule(5e-4, 0, 20, 40, 0.1));

    assertThat(twice.total()).isEqualTo(140);
    assertThat(twice.rate(99)).isEqualTo(1e-4, within(1e-12));
    assertThat(twice.rate(100)).isEqualTo(5e-4, within(1e-12));
    assertThat(twice.rate(139)).isEqualTo(5e-5, within(1e-12));
  }

  @Test
  void aScheduleThatFallsBeforeItRoseIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Schedule(1e-3, 60, 50, 100, 0.1))
        .withMessageContaining("warmup <= hold");
  }
}
