package dev.darkroom.deploy.cli.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.darkroom.deploy.cli.Ran;
import dev.darkroom.deploy.cli.common.CommandFailure;
import dev.darkroom.deploy.cli.common.Exit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PoolCommandsTest {
  @Test
  void aSleepWindowIsTypedWithDaysOrWithout() {
    assertThat(SleepWindow.parse("22:00-06:30")).isEqualTo(Map.of("from", "22:00", "to", "06:30"));
    assertThat(SleepWindow.parse("mon,fri@08:00-20:00"))
        .isEqualTo(Map.of("days", List.of("monday", "friday"), "from", "08:00", "to", "20:00"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "night", "22-06", "m@08:00-20:00", "mon,@08:00-20:00"})
  void whatIsNoWindowIsSaidToBeNone(String text) {
    assertThatExceptionOfType(CommandFailure.class)
        .isThrownBy(() -> SleepWindow.parse(text))
        .withMessageContaining("--sleep " + text);
  }

  @Test
  void theOptionsOfAPoolAreTheFieldsThatTheyName() {
    PoolOptions options = new PoolOptions();
    assertThat(options.fields()).as("what is left out stays").isEmpty();

    options.labels = List.of("gpu=h100", "gpu=a100", "zone=b");
    options.maxQueued = 7;
    assertThat(options.fields())
        .containsEntry("max_queued", 7)
        .extractingByKey("offer")
        .isEqualTo(
            Map.of(
                "kinds",
                List.of(),
                "models",
                List.of(),
                "labels",
                Map.of("gpu", List.of("h100", "a100"), "zone", List.of("b"))));
  }

  @Test
  void whoDeletesAPoolSaysWhatBecomesOfItsJobs() {
    assertThat(Ran.command("pools", "delete", "night").exit()).isEqualTo(Exit.USAGE);
    assertThat(Ran.command("pools", "delete", "night", "--refuse", "--move-to", "x").exit())
        .isEqualTo(Exit.USAGE);
  }
}
