package dev.darkroom.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RetriesTest {
  private static final Retries FIVE =
      new Retries(5, Duration.ofMillis(100), Duration.ofMillis(500), Duration.ofSeconds(10));

  @Test
  void waitsDoubleUpToTheLongest() {
    assertThat(next(1)).contains(Duration.ofMillis(100));
    assertThat(next(2)).contains(Duration.ofMillis(200));
    assertThat(next(3)).contains(Duration.ofMillis(400));
    assertThat(next(4)).contains(Duration.ofMillis(500));
  }

  @Test
  void theLastTryIsFollowedByNone() {
    assertThat(next(5)).isEmpty();
    assertThat(Retries.NONE.next(1, Duration.ZERO, Optional.empty(), 0)).isEmpty();
  }

  @Test
  void theFarmsOwnWishIsTheLeastThatIsWaited() {
    assertThat(FIVE.next(1, Duration.ZERO, Optional.of(Duration.ofSeconds(3)), 0))
        .contains(Duration.ofSeconds(3));
    assertThat(FIVE.next(4, Duration.ZERO, Optional.of(Duration.ofMillis(1)), 0))
        .contains(Duration.ofMillis(500));
  }

  @Test
  void aWaitThatGoesBeyondTheTotalIsNotBegun() {
    assertThat(FIVE.next(1, Duration.ofSeconds(8), Optional.of(Duration.ofSeconds(3)), 0))
        .isEmpty();
  }

  @Test
  void theDiceMakeAWaitAFifthLongerAtMost() {
    assertThat(FIVE.next(1, Duration.ZERO, Optional.empty(), 1)).contains(Duration.ofMillis(120));
  }

  @Test
  void retriesThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> new Retries(0, Duration.ZERO, Duration.ZERO, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Optional<Duration> next(int tried) {
    return FIVE.next(tried, Duration.ZERO, Optional.empty(), 0);
  }
}
