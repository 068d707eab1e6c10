package dev.darkroom.deploy.cli.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SendingTest {
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void onATerminalABarTellsHowMuchHasGoneHowFastAndWhatIsLeft() {
    Sending sending = sending(true);
    sending.accept(0);
    now = now.plusSeconds(1);
    sending.accept(1_000_000);

    assertThat(shown())
        .endsWith("[######------------------]  25%  1.0 MB of 4.0 MB, 1.0 MB/s, 3.0 s left");
  }

  @Test
  void itIsDrawnTenTimesASecondAtMost() {
    Sending sending = sending(true);
    for (int i = 0; i < 100; i++) {
      sending.accept(10);
      now = now.plusMillis(2);
    }

    assertThat(shown().chars().filter(c -> c == '\r')).hasSize(2);
  }

  @Test
  void whatIsSentAgainMakesItNoMoreThanAll() {
    Sending sending = sending(true);
    sending.accept(3_000_000);
    now = now.plusSeconds(1);
    sending.accept(3_000_000);

    assertThat(shown()).contains("100%  4.0 MB of 4.0 MB").doesNotContain("6.0 MB");
  }

  @Test
  void anEmptyFileIsNoDivisionByNothing() {
    Sending sending = new Sending(0, terminal(true), () -> now);
    sending.accept(0);

    assertThat(shown()).contains("  0%  0 B of 0 B");
  }

  @Test
  void inTheEndTheBarIsGone() {
    Sending sending = sending(true);
    sending.accept(1);
    sending.close();

    assertThat(shown()).endsWith(" \r");
  }

  @Test
  void elsewhereNothingIsShown() {
    Sending sending = sending(false);
    sending.accept(1_000_000);
    sending.close();

    assertThat(shown()).isEmpty();
  }

  private Sending sending(boolean live) {
    return new Sending(4_000_000, terminal(live), () -> now);
  }

  private Terminal terminal(boolean live) {
    return new Terminal(new PrintStream(shown, true, StandardCharsets.UTF_8), live);
  }

  private String shown() {
    return shown.toString(StandardCharsets.UTF_8);
  }
}
