package dev.darkroom.gateway.sse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.storage.progress.ProgressId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventIdTest {
  @Test
  void anIdReadsAsItWasWritten() {
    EventId started = new EventId(12, new ProgressId(1_700_000_000_000L, 3));
    EventId queued = new EventId(0, ProgressId.ZERO);

    assertThat(started).hasToString("12-1700000000000-3");
    assertThat(EventId.parse(started.toString())).contains(started);
    assertThat(queued).hasToString("0-0");
    assertThat(EventId.parse(queued.toString())).contains(queued);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-", "x", "1", "-1-0", "1-", "1-x", "1-2-3-4", "99999999999999999999-0"})
  void whatIsNoneIsTold(String text) {
    assertThat(EventId.parse(text)).isEmpty();
  }
}
