package dev.darkroom.scheduler.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StopTest {
  private static final Duration LONG = Duration.ofHours(1);

  private final Stop stop = new Stop();

  @Test
  void aPauseEndsWhenItsLoopIsTold() throws InterruptedException {
    Thread loop = Thread.ofVirtual().start(() -> stop.pause(LONG));

    stop.tell();

    loop.join();
    assertThat(stop.told()).isTrue();
  }

  @Test
  void nobodyPausesOnceTold() {
    stop.tell();

    stop.pause(LONG);

    assertThat(stop.told()).isTrue();
  }

  @Test
  void anInterruptCountsAsTold() throws InterruptedException {
    Thread loop = Thread.ofVirtual().start(() -> stop.pause(LONG));

    loop.interrupt();

    loop.join();
    assertThat(stop.told()).isTrue();
  }

  @Test
  void aPauseThatRunsOutLeavesTheLoopGoing() {
    stop.pause(Duration.ofMillis(1));

    assertThat(stop.told()).isFalse();
  }
}
