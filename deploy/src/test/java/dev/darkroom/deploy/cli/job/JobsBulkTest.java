package dev.darkroom.deploy.cli.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.darkroom.deploy.cli.Ran;
import dev.darkroom.deploy.cli.common.Exit;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class JobsBulkTest {
  @Test
  void aBulkActionThatNamesNoJobsIsAWrongCall() {
    Ran ran = Ran.command("jobs", "bulk", "cancel", "--url", "http://127.0.0.1:1", "--key", "k");

    assertThat(ran.exit()).isEqualTo(Exit.USAGE);
    assertThat(ran.err()).contains("would mean all");
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
