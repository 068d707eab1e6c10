package dev.darkroom.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.job.JobStatus;
import dev.darkroom.job.command.Command;
import dev.darkroom.job.command.Refusal;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.pool.PoolRecord;
import dev.darkroom.job.spec.JobSpec;
import dev.darkroom.storage.log.StateEntry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class SubmitTest extends FreshFarm {
  private static final String PICTURE =
      """
      {"kind":"generation","model":"shapes-ldm","prompt":"a red circle","seed":7,"n":2}\
      """;
  private static final String NOOP = "{\"kind\":\"noop\"}";

  @Test
  void aPictureIsQueuedWithEveryDefaultOfItsModelFilledIn() {
    Client.Answer answer = client.submit(PICTURE);

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.header("Location")).isEqualTo("/v1/jobs/" + answer.id());
    assertThat(answer.json().path("status").asText()).isEqualTo("queued");
    assertThat(answer.json().path("model").asText()).isEqualTo("shapes-ldm@2");
    assertThat(specOf(answer))
        .isEqualTo(
            new JobSpec.Generation(
                FakeModels.SHAPES.ref(), "a red circle", "", 7, 20, 5.0, "ddim", 64, 64, 2));
  }

  @Test
  void aSeedThatIsLeftOutIsDrawnSmallEnoughForEveryJsonReader() {
    Client.Answer answer =
        client.submit("{\"kind\":\"generation\",\"model\":\"shapes-ldm\",\"prompt\":\"\"}");

    assertThat(((JobSpec.Generation) specOf(answer)).seed()).isBetween(0L, 1L << 53);
  }

  @Test
  void aJobIsNeverUnknownToWhoWasAnswered202() {
    farm.scheduler.holdBackState();

    Client.Answer answer = client.submit(NOOP);

    assertThat(answer.status()).isEqualTo(202);
    assertThat(client.get(answer.header("Location")).status()).isEqualTo(200);
    assertThat(client.get("/v1/jobs").json().path("data")).hasSize(1);
  }

  @Test
  void whereTheSchedulerIsSilentTheJobIsQueuedAndSaysSo() {
    farm.scheduler.fallSilent();

    Client.Answer answer = client.submit(NOOP);

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.json().path("pending_reasons").path(0).path("code").asText())
        .isEqualTo("recovering");
    farm.scheduler.wake();
    Awaitility.await()
        .untilAsserted(() ->
            assertThat(reason(client.get(answer.header("Location")))).isEqualTo("no_workers"));
  }

  @Test
  void aRefusalThatComesAfterThe202EndsTheJobWithItsCode() {
    farm.scheduler.fallSilent();
    Client.Answer answer = client.submit(NOOP);
    farm.scheduler.refuse(Refusal.of(Refusal.QUEUE_FULL, "10 jobs wait"));

    farm.scheduler.wake();

    Awaitility.await()
        .untilAsserted(() -> {
          Client.Answer job = client.get(answer.header("Location"));
          assertThat(job.json().path("status").asText()).isEqualTo("failed");
          assertThat(job.json().path("error").path("code").asText()).isEqualTo("queue_full");
        });
  }

  @Test
  void aRefusalThatComesInTimeIsTheAnswer() {
    farm.scheduler.refuse(Refusal.of(Refusal.QUEUE_FULL, "10 jobs wait in pool 'default'"));

    Client.Answer answer = client.submit(NOOP);

    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.code()).isEqualTo("queue_full");
    assertThat(answer.header("Retry-After")).isEqualTo("5");
    assertThat(answer.json().path("error").path("type").asText()).isEqualTo("rate_limit_error");
  }

  @Test
  void theSameKeyAndBodyAreTheSameJobOnEveryGateway() {
    Client.Answer first = client.submit(PICTURE, "Idempotency-Key", "order-1");
    String reordered =
        """
        { "n":2, "prompt":"a red circle", "seed":7, "kind":"generation", "model":"shapes-ldm" }\
        """;

    Client.Answer again = client.submit(reordered, "Idempotency-Key", "order-1");
    try (GatewayService other = farm.start(Farm.settings())) {
      Client.Answer elsewhere =
          Client.of(other, Optional.of(Farm.KEY)).submit(PICTURE, "Idempotency-Key", "order-1");

      assertThat(again.status()).isEqualTo(202);
      assertThat(again.id()).isEqualTo(first.id());
      assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
      assertThat(elsewhere.id()).isEqualTo(first.id());
      assertThat(client.get("/v1/jobs").json().path("data")).hasSize(1);
    }
  }

  @Test
  void theSameKeyWithAnotherBodyIsRefused() {
    client.submit(PICTURE, "Idempotency-Key", "order-1");

    Client.Answer answer = client.submit(NOOP, "Idempotency-Key", "order-1");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.code()).isEqualTo("idempotency_key_reused");
  }

  @Test
  void theSameKeyOfAnotherTenantIsAnotherJob() {
    Client.Answer mine = client.submit(NOOP, "Idempotency-Key", "order-1");

    Client.Answer theirs = farm.stranger().submit(PICTURE, "Idempotency-Key", "order-1");

    assertThat(theirs.status()).isEqualTo(202);
    assertThat(theirs.id()).isNotEqualTo(mine.id());
  }

  @Test
  void theSameKeyWithAnotherPoolIsAnotherBody() {
    farm.log.put(0, new StateEntry.PoolEntry(new PoolRecord(PoolId.of("big"), 2, 10)));
    Awaitility.await().until(() -> client.get("/v1/pools").json().path("data").size() == 2);
    client.submit(NOOP, "Idempotency-Key", "order-1");

    Client.Answer answer =
        client.submit("{\"kind\":\"noop\",\"pool\":\"big\"}", "Idempotency-Key", "order-1");

    assertThat(answer.code()).isEqualTo("idempotency_key_reused");
  }

  @Test
  void aKeyWhoseFirstRequestIsStillBeingAnsweredIsInUse() throws Exception {
    try (Farm patient =
        Farm.start(
            settings -> settings.with(settings.times().waitingForReply(Duration.ofSeconds(20))))) {
      Client other = patient.client();
      Awaitility.await().until(() -> other.get("/readyz").status() == 200);
      patient.scheduler.fallSilent();
      var first =
          CompletableFuture.supplyAsync(() -> other.submit(NOOP, "Idempotency-Key", "order-1"));
      Awaitility.await().until(() -> submits(patient) == 1);

      Client.Answer answer = other.submit(NOOP, "Idempotency-Key", "order-1");
      patient.scheduler.wake();

      assertThat(answer.status()).isEqualTo(409);
      assertThat(answer.code()).isEqualTo("idempotency_key_in_use");
      assertThat(answer.header("Retry-After")).isEqualTo("1");
      assertThat(first.get().status()).isEqualTo(202);
      assertThat(other.submit(NOOP, "Idempotency-Key", "order-1").id()).isEqualTo(first.get().id());
    }
  }

  @Test
  void whoPrefersToWaitIsAnsweredWithTheFinishedJob() {
    var waiting = CompletableFuture.supplyAsync(() -> client.submit(NOOP, "Prefer", "wait=5"));
    Awaitility.await().until(() -> submits(farm) == 1);
    Awaitility.await().until(() -> client.get("/v1/jobs").json().path("data").size() == 1);
    var id = JobId.parse(client.get("/v1/jobs").json().path("data").path(0).path("id").asText());

    farm.scheduler.start(id);
    farm.scheduler.apply(id, Jobs.succeeded(id));

    Client.Answer answer = waiting.join();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Preference-Applied")).isEqualTo("wait=5");
    assertThat(answer.json().path("status").asText()).isEqualTo(JobStatus.SUCCEEDED.toString());
    assertThat(answer.json().path("outputs")).hasSize(1);
  }

  @Test
  void aWaitThatIsOverIsAnsweredWithTheJobAsItIs() {
    long start = System.nanoTime();

    Client.Answer answer = client.submit(NOOP, "Prefer", "respond-async, wait=1");

    assertThat(answer.status()).isEqualTo(202);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(990));
  }

  @Test
  void whereTheLogIsDownNothingIsQueuedAndTheAnswerSaysWhenToTryAgain() {
    farm.log.down(true);

    Client.Answer answer = client.submit(NOOP);

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.code()).isEqualTo("storage_unavailable");
    assertThat(answer.header("Retry-After")).isEqualTo("2");
    farm.log.down(false);
    assertThat(client.submit(NOOP).status()).isEqualTo(202);
  }

  private JobSpec specOf(Client.Answer answer) {
    return farm.log.specs().read(farm.scheduler.job(answer.id()).spec());
  }

  private static long submits(Farm farm) {
    return farm.log.commands(1).stream().filter(Command.Submit.class::isInstance).count();
  }

  private static String reason(Client.Answer answer) {
    return answer.json().path("pending_reasons").path(0).path("code").asText();
  }
}
