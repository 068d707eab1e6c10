package dev.darkroom.deploy.cli.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.client.FarmRefused;
import dev.darkroom.client.FarmUnreachable;
import dev.darkroom.client.Retries;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AbsenceTest {
  private static final FarmUnreachable AWAY = new FarmUnreachable("nobody answers");

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final Absence absence =
      new Absence(
          new PrintStream(said, true, StandardCharsets.UTF_8),
          new Retries(3, Duration.ofMillis(1), Duration.ofMillis(4), Duration.ofMillis(100)));

  @Test
  void aFarmThatIsAwayIsWaitedForAndThatIsSaid() throws Exception {
    absence.await(AWAY);
    absence.await(AWAY);

    assertThat(said().lines())
        .containsExactly(
            "darkroom: nobody answers; trying again in 1 ms, for 100 ms at most",
            "darkroom: nobody answers; trying again in 2 ms, for 99 ms at most");
  }

  @Test
  void atLastItIsGivenUpWithWhatToDo() throws Exception {
    absence.await(AWAY);
    absence.await(AWAY);

    assertThatThrownBy(() -> absence.await(AWAY))
        .isInstanceOf(FarmUnreachable.class)
        .hasCause(AWAY)
        .hasMessageContaining("waited 3 ms")
        .hasMessageContaining("run the same command again");
  }

  @Test
  void oneThatCameBackIsWaitedForAsLongAsTheFirstTime() throws Exception {
    absence.await(AWAY);
    absence.await(AWAY);
    absence.over();
    absence.await(AWAY);

    assertThat(said().lines().toList().getLast()).endsWith("in 1 ms, for 100 ms at most");
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 502, 503, 504})
  void aFarmThatCannotNowIsAwayToo(int status) throws Exception {
    absence.await(new FarmRefused(status, "starting", "not yet"));

    assertThat(said()).contains("not yet; trying again");
  }

  @Test
  void aRefusalIsNoAbsenceAndEachOfItsReasonsIsSaid() {
    FarmRefused refused =
        new FarmRefused(422, "invalid_batch", "2 lines", List.of("line 1: a", "line 7: b"));

    assertThatThrownBy(() -> absence.await(refused)).isSameAs(refused);
    assertThat(said().lines()).containsExactly("line 1: a", "line 7: b");
  }

  @Test
  void aFullDiskIsNotTheFarmsFault() {
    IOException full = new IOException("no space left");

    assertThatThrownBy(() -> absence.await(full)).isSameAs(full);
    assertThat(said()).isEmpty();
  }

  private String said() {
    return said.toString(StandardCharsets.UTF_8);
  }
}
