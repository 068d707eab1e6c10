package dev.darkroom.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.job.JobState;
import dev.darkroom.job.id.JobId;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BulkRoutesTest extends FreshFarm {
  @Test
  void aDryRunSaysWhatWouldChangeAndChangesNothing() {
    JobId red = submit(client, "red");
    submit(client, "blue");

    JsonNode said = bulk(client, "{\"action\":\"cancel\",\"dry_run\":true," + filter("red") + "}");

    assertThat(said.path("matched").asInt()).isEqualTo(1);
    assertThat(said.path("changed").asInt()).isZero();
    assertThat(said.path("ids").path(0).asText()).isEqualTo(red.toString());
    assertThat(farm.scheduler.job(red).state()).isInstanceOf(JobState.Queued.class);
  }

  @Test
  void whatAFilterNamesIsCanceledAndTheRestIsNot() {
    JobId red = submit(client, "red");
    JobId blue = submit(client, "blue");

    JsonNode done = bulk(client, "{\"action\":\"cancel\"," + filter("red") + "}");

    assertThat(done.path("changed").asInt()).isEqualTo(1);
    assertThat(farm.scheduler.job(red).state()).isInstanceOf(JobState.Canceled.class);
    assertThat(farm.scheduler.job(blue).state()).isInstanceOf(JobState.Queued.class);
    assertThat(client.get("/v1/jobs/" + red).json().path("status").asText())
        .as("shown at once")
        .isEqualTo("canceled");
    assertThat(
            bulk(client, "{\"action\":\"cancel\"," + filter("red") + "}").path("matched").asInt())
        .as("nothing is left to cancel")
        .isZero();
  }

  @Test
  void jobsAreMovedReprioritisedAndRetriedByFilter() {
    client.post("/v1/pools", "{\"id\":\"night\",\"partition\":1}");
    JobId job = submit(client, "red");

    assertThat(
            bulk(client, "{\"action\":\"move\",\"pool\":\"night\"," + filter("red") + "}")
                .path("changed")
                .asInt())
        .isEqualTo(1);
    assertThat(client.get("/v1/jobs/" + job).json().path("pool").asText()).isEqualTo("night");
    assertThat(client.get("/v1/pools/night").json().path("queued").asInt()).isEqualTo(1);
    assertThat(client.get("/v1/pools/default").json().path("queued").asInt()).isZero();

    bulk(client, "{\"action\":\"reprioritise\",\"priority\":9,\"filter\":{\"pool\":\"night\"}}");
    assertThat(client.get("/v1/jobs/" + job).json().path("priority").asInt()).isEqualTo(9);

    bulk(client, "{\"action\":\"cancel\",\"filter\":{\"priority\":9}}");
    bulk(client, "{\"action\":\"retry\",\"filter\":{\"ids\":[\"" + job + "\"]}}");
    assertThat(farm.scheduler.job(job).state()).isInstanceOf(JobState.Queued.class);
  }

  @Test
  void aJobIsMovedToAPoolOfAnotherPartitionAndWhatIsAskedOfItThenReachesItThere() {
    client.post("/v1/pools", "{\"id\":\"far\",\"partition\":2}");
    JobId job = submit(client, "red");

    assertThat(
            bulk(client, "{\"action\":\"move\",\"pool\":\"far\"," + filter("red") + "}")
                .path("changed")
                .asInt())
        .isEqualTo(1);
    assertThat(farm.scheduler.job(job).partition()).isEqualTo(2);
    assertThat(client.get("/v1/jobs/" + job).json().path("pool").asText()).isEqualTo("far");
    assertThat(client.get("/v1/pools/far").json().path("queued").asInt()).isEqualTo(1);
    assertThat(client.get("/v1/pools/default").json().path("queued").asInt()).isZero();

    client.post("/v1/jobs/" + job + "/cancel", "{}");
    assertThat(farm.scheduler.job(job).state()).isInstanceOf(JobState.Canceled.class);
    assertThat(farm.scheduler.sentTo(job)).as("the partition of the last command").isEqualTo(2);
  }

  @Test
  void anOperatorActsOnAllTenantsAndAnybodyElseOnTheirOwn() {
    Client stranger = farm.stranger();
    submit(client, "red");
    submit(stranger, "red");
    String dry = "{\"action\":\"cancel\",\"dry_run\":true,\"filter\":{%s}}";
    String mine = dry.formatted("\"status\":\"queued\"");

    assertThat(bulk(client, mine).path("matched").asInt()).isEqualTo(2);
    assertThat(bulk(stranger, mine).path("matched").asInt()).isEqualTo(1);
    assertThat(bulk(client, dry.formatted("\"tenant\":\"other\"")).path("matched").asInt())
        .isEqualTo(1);
    assertThat(stranger.post("/v1/jobs/bulk", dry.formatted("\"tenant\":\"default\"")).code())
        .isEqualTo("forbidden");
  }

  @Test
  void moreThanTheLimitIsTakenUpWhereTheAnswerBeforeEnded() {
    for (int i = 0; i < 5; i++) {
      submit(client, "red");
    }
    String page = "{\"action\":\"cancel\",\"dry_run\":true,\"limit\":3,%s" + filter("red") + "}";

    JsonNode first = bulk(client, page.formatted(""));
    assertThat(first.path("matched").asInt()).isEqualTo(5);
    assertThat(first.path("ids")).hasSize(3);
    JsonNode second =
        bulk(client, page.formatted("\"after\":\"" + first.path("next").asText() + "\","));
    assertThat(second.path("ids")).hasSize(2);
    assertThat(second.path("next").isNull()).isTrue();
  }

  @Test
  void manyMoreThanAreInFlightAtOnceAreAllDone() {
    for (int i = 0; i < 600; i++) {
      submit(client, "red");
    }

    assertThat(
            bulk(client, "{\"action\":\"cancel\"," + filter("red") + "}").path("changed").asInt())
        .isEqualTo(600);
  }

  @Test
  void whereNoSchedulerAnswersItStopsAskingAndSaysHowMuchIsOpen() {
    for (int i = 0; i < 300; i++) {
      submit(client, "red");
    }
    farm.scheduler.fallSilent();

    JsonNode done = bulk(client, "{\"action\":\"cancel\"," + filter("red") + "}");

    assertThat(done.path("unanswered").asInt()).isBetween(256, 300);
    int refused = done.path("refused").path(0).path("count").asInt();
    assertThat(done.path("unanswered").asInt() + refused).isEqualTo(300);
  }

  @Test
  void whatIsRefusedIsCountedByItsReason() {
    JobId red = submit(client, "red");
    farm.scheduler.start(red);
    Awaitility.await()
        .until(() -> !client.get("/v1/jobs?status=running").json().path("data").isEmpty());
    submit(client, "red");
    farm.scheduler.refuseJobs("job_canceling");

    JsonNode done = bulk(client, "{\"action\":\"cancel\"," + filter("red") + "}");

    assertThat(done.path("changed").asInt()).isZero();
    assertThat(done.path("refused").path(0).path("code").asText()).isEqualTo("job_canceling");
    assertThat(done.path("refused").path(0).path("count").asInt()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"filter\":{\"kind\":\"noop\"}}|missing_field|action",
        "{\"action\":\"dance\",\"filter\":{\"kind\":\"noop\"}}|unknown_value|action",
        "{\"action\":\"cancel\"}|missing_field|filter",
        "{\"action\":\"cancel\",\"filter\":{}}|missing_field|filter",
        "{\"action\":\"cancel\",\"pool\":\"p\",\"filter\":{\"kind\":\"noop\"}}|fields_conflict|pool",
        "{\"action\":\"move\",\"filter\":{\"kind\":\"noop\"}}|missing_field|pool",
        "{\"action\":\"move\",\"pool\":\"x\",\"filter\":{\"kind\":\"noop\"}}|pool_not_found|pool",
        "{\"action\":\"reprioritise\",\"priority\":10,\"filter\":{\"kind\":\"noop\"}}"
            + "|value_out_of_range|priority",
        "{\"action\":\"cancel\",\"filter\":{\"older_than\":\"soon\"}}|unknown_value"
            + "|filter.older_than",
        "{\"action\":\"cancel\",\"filter\":{\"ids\":[\"7\"]}}|invalid_name|filter.ids",
        "{\"action\":\"cancel\",\"filter\":{\"owner\":\"me\"}}|unknown_field|filter.owner",
      })
  void whatDoesNotFitIsRefusedByItsField(String body, String code, String param) {
    Client.Answer answer = client.post("/v1/jobs/bulk", body);

    assertThat(answer.code()).as(answer.text()).isEqualTo(code);
    assertThat(answer.json().path("param").asText()).isEqualTo(param);
  }

  private static JsonNode bulk(Client client, String body) {
    Client.Answer answer = client.post("/v1/jobs/bulk", body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json();
  }

  private static JobId submit(Client client, String colour) {
    return client.submit("{\"kind\":\"noop\",\"metadata\":{\"colour\":\"" + colour + "\"}}").id();
  }

  private static String filter(String colour) {
    return "\"filter\":{\"metadata\":{\"colour\":\"" + colour + "\"}}";
  }
}
