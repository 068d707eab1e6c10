package dev.darkroom.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.job.ErrorKind;
import dev.darkroom.job.JobError;
import dev.darkroom.job.JobEvent;
import dev.darkroom.job.JobStatus;
import dev.darkroom.job.Tries;
import dev.darkroom.job.id.JobId;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeadLetterRoutesTest extends FreshFarm {
  private JobId first;

  @BeforeEach
  void giveUpThree() {
    first = giveUp("out_of_memory", "the model needs 4 GiB and 3 GiB are free");
    giveUp("out_of_memory", "the model needs 5 GiB and 2 GiB are free");
    giveUp("corrupt_file", "the file is no picture");
    Awaitility.await().until(() -> groups("").size() == 2);
  }

  @Test
  void deadLettersAreGroupedByTheirCause() {
    JsonNode group = groups("").path(0);

    assertThat(group.path("count").asInt()).isEqualTo(2);
    assertThat(group.path("code").asText()).isEqualTo("out_of_memory");
    assertThat(group.path("kind").asText()).isEqualTo("bug");
    assertThat(group.path("jobs")).hasSize(2);
    assertThat(groups("?fingerprint=" + group.path("fingerprint").asText())).hasSize(1);
    assertThat(groups("?model=noop&pool=default")).hasSize(2);
    assertThat(groups("?pool=other")).isEmpty();
  }

  @Test
  void theEvidenceOfTheTriesIsAttached() {
    JsonNode attempts = groups("").path(0).path("example").path("attempts");

    assertThat(attempts).hasSize(2);
    assertThat(attempts.path(0).path("worker").asText()).isEqualTo("w1#1");
    assertThat(attempts.path(0).path("code").asText()).isEqualTo("first_try");
    assertThat(attempts.path(1).path("message").asText()).contains("GiB");
  }

  @Test
  void aGroupIsReplayedAndBeforeThatItIsSaidWhatWouldBe() {
    String cause = "{\"fingerprint\":\"" + groups("").path(0).path("fingerprint").asText() + "\"";

    JsonNode dry = replay(cause + ",\"dry_run\":true}").json();
    assertThat(dry.path("matched").asInt()).isEqualTo(2);
    assertThat(dry.path("changed").asInt()).isZero();

    assertThat(replay(cause + "}").json().path("changed").asInt()).isEqualTo(2);
    assertThat(farm.scheduler.job(first).state().status()).isEqualTo(JobStatus.QUEUED);
    assertThat(groups("")).hasSize(1);
  }

  @Test
  void oneJobIsReplayed() {
    assertThat(replay("{\"job\":\"" + first + "\"}").json().path("changed").asInt()).isEqualTo(1);
  }

  @Test
  void whoPrefersToWaitIsToldWhatBecameOfTheJobs() throws Exception {
    Thread worker =
        Thread.startVirtualThread(() -> {
          Awaitility.await().until(() -> !farm.scheduler.job(first).state().status().terminal());
          farm.scheduler.start(first);
          farm.scheduler.apply(first, Jobs.succeeded(first));
        });
    Client.Answer replayed =
        client.post("/v1/dead-letters/replay", "{\"job\":\"" + first + "\"}", "Prefer", "wait=5");
    worker.join();

    assertThat(replayed.header("Preference-Applied")).isEqualTo("wait=5");
    assertThat(replayed.json().path("ended").toString())
        .isEqualTo("{\"succeeded\":1,\"failed\":0,\"unfinished\":0}");
    assertThat(
            client
                .post("/v1/dead-letters/replay", "{\"pool\":\"default\"}", "Prefer", "wait=1")
                .json()
                .path("ended")
                .path("unfinished")
                .asInt())
        .isEqualTo(2);
  }

  @Test
  void nobodyReplaysEverythingByMistakeOrWhatIsAnothers() {
    assertThat(replay("{}").code()).isEqualTo("missing_field");
    assertThat(farm.stranger().get("/v1/dead-letters").json().path("data")).isEmpty();
    assertThat(
            farm.stranger()
                .post("/v1/dead-letters/replay", "{\"job\":\"" + first + "\"}")
                .json()
                .path("matched")
                .asInt())
        .isZero();
    assertThat(farm.stranger().get("/v1/dead-letters?tenant=default").status()).isEqualTo(403);
  }

  private JobId giveUp(String code, String message) {
    JobId id = client.submit("{\"kind\":\"noop\"}").id();
    farm.scheduler.start(id);
    farm.scheduler.apply(
        id,
        new JobEvent.Requeued(
            new Tries(1, 0),
            "first_try",
            Optional.empty(),
            Optional.of(JobError.of(ErrorKind.BUG, "first_try", "it broke")),
            FakeScheduler.now()));
    farm.scheduler.start(id);
    farm.scheduler.apply(
        id,
        new JobEvent.Failed(JobError.of(ErrorKind.BUG, code, message), true, FakeScheduler.now()));
    return id;
  }

  private JsonNode groups(String query) {
    return client.get("/v1/dead-letters" + query).json().path("data");
  }

  private Client.Answer replay(String body) {
    return client.post("/v1/dead-letters/replay", body);
  }
}
