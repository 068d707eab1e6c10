package dev.darkroom.gateway.background;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PeriodicTest {
  private static final Duration PAUSE = Duration.ofMillis(5);

  @Test
  void aTaskThatFailsIsCountedAndComesAgain() throws InterruptedException {
    CountDownLatch third = new CountDownLatch(3);
    try (Periodic periodic =
        Periodic.start(
            "test",
            PAUSE,
            () -> {
              third.countDown();
              throw new IllegalStateException("planted");
            })) {
      assertThat(third.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(periodic.failures()).isGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void nothingIsDoneOnceItIsClosed() throws InterruptedException {
    AtomicInteger times = new AtomicInteger();
    CountDownLatch first = new CountDownLatch(1);
    Periodic periodic =
        Periodic.start(
            "test",
            PAUSE,
            () -> {
              times.incrementAndGet();
              first.countDown();
            });
    assertThat(first.await(10, TimeUnit.SECONDS)).isTrue();

    periodic.close();
    int atClose = times.get();
    Thread.sleep(PAUSE.multipliedBy(10));

    assertThat(times).hasValue(atClose);
  }
}
