package dev.darkroom.gateway.hook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetryScheduleTest {
  private static final Instant START = Instant.parse("2026-11-22T00:00:00Z");

  @Test
  void aDeliveryThatAlwaysFailsIsTriedTenTimesOverSomeDays() {
    List<Duration> tries = new ArrayList<>();
    Instant now = START;
    Optional<Duration> wait = Optional.of(Duration.ZERO);
    for (int failures = 1; wait.isPresent(); failures++) {
      now = now.plus(wait.get());
      tries.add(wait.get());
      wait = RetrySchedule.STANDARD.after(failures, 0);
    }

    assertThat(tries)
        .containsExactly(
            Duration.ZERO,
            Duration.ofSeconds(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(5),
            Duration.ofHours(10),
            Duration.ofHours(14),
            Duration.ofHours(20),
            Duration.ofHours(24));
    assertThat(Duration.between(START, now)).isBetween(Duration.ofDays(3), Duration.ofDays(4));
  }

  @Test
  void aWaitIsLengthenedByAFifthAtMost() {
    Random random = new Random(7);
    for (int failures = 1; failures <= 9; failures++) {
      Duration least = RetrySchedule.STANDARD.waits().get(failures - 1);
      for (int i = 0; i < 100; i++) {
        Duration wait = RetrySchedule.STANDARD.after(failures, random.nextDouble()).orElseThrow();
        assertThat(wait).isBetween(least, least.plus(least.dividedBy(5)));
      }
    }
    assertThat(RetrySchedule.STANDARD.after(1, 1)).contains(Duration.ofSeconds(6));
  }
}
