package dev.darkroom.scheduler.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
  private static final Duration TOLERANCE = Duration.ofMillis(500);

  private Instant wall = Instant.parse("2026-01-01T00:00:00Z");
  private long nanos = Long.MAX_VALUE - 1_000; // it may wrap, as System.nanoTime may
  private final SteadyClock clock = new SteadyClock(() -> wall, () -> nanos, TOLERANCE);

  @Test
  void timeThatPassesOnBothClocksIsNoJump() {
    pass(Duration.ofHours(1), Duration.ofHours(1));

    SteadyClock.Look look = clock.look();

    assertThat(look.now()).isEqualTo(wall);
    assertThat(look.jumped()).isFalse();
  }

  @Test
  void clocksMayPartByTheToleranceBetweenTwoLooks() {
    pass(Duration.ofSeconds(1).plus(TOLERANCE), Duration.ofSeconds(1));
    assertThat(clock.look().jumped()).isFalse();

    pass(Duration.ofSeconds(1).plus(TOLERANCE).plusNanos(1), Duration.ofSeconds(1));
    assertThat(clock.look().jumped()).isTrue();
  }

  @Test
  void aWallClockThatIsSetBackHasJumpedOnce() {
    pass(Duration.ofMinutes(-10), Duration.ofSeconds(1));

    assertThat(clock.look().jumped()).isTrue();
    assertThat(clock.look().jumped()).isFalse();
  }

  private void pass(Duration onTheWall, Duration counted) {
    wall = wall.plus(onTheWall);
    nanos += counted.toNanos();
  }
}
