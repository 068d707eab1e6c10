package dev.darkroom.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
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
  void aBulkActionThatNamesNoJobsIsAWrongCall() {
    Ran ran = Ran.command("jobs", "bulk", "cancel", "--url", "http://127.0.0.1:1", "--key", "k");

    assertThat(ran.exit()).isEqualTo(Exit.USAGE);
    assertThat(ran.err()).contains("would mean all");
  }

  @Test
  void whoDeletesAPoolSaysWhatBecomesOfItsJobs() {
    assertThat(Ran.command("pools", "delete", "night").exit()).isEqualTo(Exit.USAGE);
    assertThat(Ran.command("pools", "delete", "night", "--refuse", "--move-to", "x").exit())
        .isEqualTo(Exit.USAGE);
  }

  @Test
  void thePagesOfABulkActionAreSummedUp() throws IOException {
    BulkSum sum = new BulkSum();
    sum.add(page(3, 2, "job_canceling"));
    sum.add(page(4, 1, "job_canceling"));

    assertThat(sum.seen()).isEqualTo(10);
    assertThat(sum.text())
        .isEqualTo("cancel: 7 of 10 jobs changed\n  3 refused, job_canceling: no");
    assertThat(sum.json().path("changed").asInt()).isEqualTo(7);
    assertThat(sum.json().path("refused").path(0).path("count").asInt()).isEqualTo(3);
  }

  private static JsonNode page(int changed, int refused, String code) throws IOException {
    return new ObjectMapper()
        .readTree(
            """
            {"action":"cancel","dry_run":false,"matched":10,"changed":%d,"unchanged":0,
             "unanswered":0,"refused":[{"code":"%s","count":%d,"message":"no","first":"x"}],
             "ids":[],"next":null}
            """
                .formatted(changed, code, refused));
  }
}
