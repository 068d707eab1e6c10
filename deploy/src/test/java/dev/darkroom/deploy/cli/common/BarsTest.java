package dev.darkroom.deploy.cli.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class BarsTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Bars bars = new Bars(new PrintStream(bytes, true, StandardCharsets.UTF_8), 30);

  @Test
  void linesAreRewrittenWhereTheyStand() {
    bars.show(List.of("one", "two"));
    bars.show(List.of("three", "four"));

    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .isEqualTo("\r\u001b[2Kone\n\r\u001b[2Ktwo\n\u001b[2A\r\u001b[2Kthree\n\r\u001b[2Kfour\n");
  }

  @Test
  void aLineThatWouldWrapIsCut() {
    bars.show(List.of("x".repeat(100)));

    assertThat(bytes.toString(StandardCharsets.UTF_8)).endsWith("x".repeat(28) + "…\n");
  }

  @Test
  void clearingTakesThemAllAwayAndOnlyOnce() {
    bars.show(List.of("one", "two"));
    bytes.reset();

    bars.clear();
    bars.clear();

    assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("\u001b[2A\r\u001b[J");
  }

  @Test
  void aBarIsFullOnlyAtItsEnd() {
    assertThat(Bars.bar(0.5)).isEqualTo("[##########----------]  50%");
    assertThat(Bars.bar(0.999)).endsWith(" 99%");
    assertThat(Bars.bar(1)).isEqualTo("[####################] 100%");
  }

  @Test
  void theRateIsThatOfTheLastHalfMinuteAndTellsWhatIsLeft() {
    Pace pace = new Pace();
    assertThat(pace.perSecond()).isEmpty();
    for (int second = 0; second <= 60; second++) {
      pace.at(START.plusSeconds(second), second < 25 ? 0 : (second - 25) * 2.0);
    }

    assertThat(pace.perSecond()).hasValueSatisfying(rate -> assertThat(rate).isBetween(1.9, 2.1));
    assertThat(pace.left(130))
        .hasValueSatisfying(
            left -> assertThat(left).isBetween(Duration.ofSeconds(28), Duration.ofSeconds(32)));
  }
}
