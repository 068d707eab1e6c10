package dev.darkroom.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.gateway.hook.HookSettings;
import dev.darkroom.gateway.hook.Network;
import dev.darkroom.gateway.hook.RetrySchedule;
import dev.darkroom.gateway.hook.SealingKey;
import dev.darkroom.job.JobEvent;
import dev.darkroom.job.JobState;
import dev.darkroom.job.id.JobId;
import dev.darkroom.storage.Samples;
import dev.darkroom.storage.hook.HookEntry;
import dev.darkroom.storage.hook.HookSecret;
import dev.darkroom.storage.hook.Webhook;
import dev.darkroom.storage.log.HookFeed;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookRoutesTest {
  private static final String NOOP = "{\"kind\":\"noop\"}";

  private final Receiver receiver = new Receiver();
  private Farm farm;
  private Client client;

  @BeforeEach
  void start() {
    farm =
        Farm.start(settings ->
            settings.with(
                HookSettings.DEFAULT
                    .allowing(List.of(Network.parse("127.0.0.0/8")))
                    .with(new RetrySchedule(List.of(Duration.ofMillis(50), Duration.ofMillis(100))))
                    .withTimeout(Duration.ofSeconds(8))
                    .sealing(List.of(SealingKey.parse(SealingKey.draw(new SecureRandom()))))
                    .with(new HookSettings.Limits(5, 2, 4, 64, 100, 10))));
    Awaitility.await().until(() -> farm.client().get("/readyz").status() == 200);
    client = farm.client();
  }

  @AfterEach
  void stop() {
    farm.close();
    receiver.close();
  }

  @Test
  void aWebhookIsToldWhatBecomesOfAJobSignedWithItsSecret() throws Exception {
    JsonNode hook = register("\"*\"");

    JobId job = succeeded();

    Awaitility.await().until(() -> types().size() == 3);
    assertThat(types()).containsExactlyInAnyOrder("job.queued", "job.running", "job.succeeded");
    Receiver.Received told = told("job.succeeded");
    assertThat(told.json().path("data").path("id").asText()).isEqualTo(job.toString());
    assertThat(told.json().path("data").path("status").asText()).isEqualTo("succeeded");
    assertThat(told.json().path("timestamp").asText()).isNotEmpty();
    assertThat(told.id()).startsWith("msg_");
    assertThat(told.signature()).isEqualTo(signature(hook.path("secret").asText(), told));
  }

  @Test
  void aSecretIsToldOnce() {
    JsonNode hook = register("\"*\"");

    assertThat(hook.path("secret").asText()).startsWith("whsec_");
    assertThat(client.get("/v1/webhooks/" + hook.path("id").asText()).text())
        .doesNotContain("whsec_");
    assertThat(client.get("/v1/webhooks").text())
        .contains(hook.path("id").asText())
        .doesNotContain("whsec_");
  }

  @Test
  void theLogKeepsASecretSealedAndOneThatItHasInClearIsSealedAtTheNextChange() throws Exception {
    JsonNode hook = register("\"job.queued\"");
    String id = hook.path("id").asText();
    String old = hook.path("secret").asText();
    assertThat(logged(id).secrets()).hasOnlyElementsOfType(HookSecret.Sealed.class);
    // As a gateway without a key, or before there were any, has written it.
    Webhook clear = logged(id).with(List.of(new HookSecret.Clear(old, Optional.empty())));
    farm.log.hooks().put(Webhook.PARTITION, new HookEntry.Registered(clear));

    client.submit(NOOP);
    Awaitility.await().until(() -> receiver.received().size() == 1);
    assertThat(receiver.received().getFirst().signature())
        .isEqualTo(signature(old, receiver.received().getFirst()));
    assertThat(patch(id, "{\"description\":\"ours\"}").status()).isEqualTo(200);
    assertThat(logged(id).secrets()).hasOnlyElementsOfType(HookSecret.Sealed.class);

    client.submit(NOOP);
    Awaitility.await().until(() -> receiver.received().size() == 2);
    assertThat(receiver.received().getLast().signature())
        .isEqualTo(signature(old, receiver.received().getLast()));
  }

  @Test
  void onlyWhatItWantsIsTold() {
    register("\"job.canceled\"");
    Client.Answer _ = register("\"*\"", ",\"filter\":{\"kinds\":[\"generation\"]}");

    JobId job = client.submit(NOOP).id();
    Client.Answer _ = client.post("/v1/jobs/" + job + "/cancel", "");

    Awaitility.await().until(() -> types().contains("job.canceled"));
    assertThat(types()).containsExactly("job.canceled");
  }

  @Test
  void anotherTenantsJobsAreNotTold() {
    register("\"*\"");
    JobId _ = farm.stranger().submit(NOOP).id();
    JobId mine = client.submit(NOOP).id();

    Awaitility.await().until(() -> !receiver.received().isEmpty());
    assertThat(receiver.received())
        .allSatisfy(told ->
            assertThat(told.json().path("data").path("id").asText()).isEqualTo(mine.toString()));
  }

  @Test
  void whatFailsIsTriedAgainUnderItsIdAndTheLogTellsOfEachTry() {
    receiver.answer(500);
    String id = register("\"job.queued\"").path("id").asText();
    client.submit(NOOP);

    JsonNode delivery = ended(id);

    assertThat(delivery.path("status").asText()).isEqualTo("failed");
    assertThat(delivery.path("reason").asText()).isEqualTo("exhausted");
    assertThat(delivery.path("attempts")).hasSize(3);
    JsonNode last = delivery.path("attempts").path(2);
    assertThat(last.path("status").asInt()).isEqualTo(500);
    assertThat(last.path("reason").asText()).isEqualTo("status");
    assertThat(last.path("response").asText()).isEqualTo("said 500");
    assertThat(last.path("address").asText()).isEqualTo("127.0.0.1");
    assertThat(delivery.path("request").path("type").asText()).isEqualTo("job.queued");
    assertThat(receiver.received())
        .hasSize(3)
        .extracting(Receiver.Received::id)
        .containsOnly(delivery.path("id").asText());
  }

  @Test
  void aDeliveryIsReplayedUnderItsId() {
    receiver.answer(500);
    String id = register("\"job.queued\"").path("id").asText();
    client.submit(NOOP);
    String delivery = ended(id).path("id").asText();
    receiver.answer(204);

    Client.Answer asked =
        client.post("/v1/webhooks/" + id + "/replay", "{\"delivery\":\"" + delivery + "\"}");

    assertThat(asked.status()).isEqualTo(202);
    Awaitility.await()
        .until(() -> deliveries(id).path(0).path("status").asText().equals("delivered"));
    assertThat(receiver.received().getLast().id()).isEqualTo(delivery);
    assertThat(client.post("/v1/webhooks/" + id + "/replay", "{\"delivery\":\"msg_none\"}").code())
        .isEqualTo("delivery_not_found");
  }

  @Test
  void aReceiverThatIsGoneClosesItsWebhookUntilItIsEnabledAgain() {
    receiver.answer(410);
    String id = register("\"job.queued\"").path("id").asText();
    client.submit(NOOP);

    Awaitility.await()
        .until(() ->
            client
                .get("/v1/webhooks/" + id)
                .json()
                .path("disabled")
                .path("reason")
                .asText()
                .equals("gone"));
    assertThat(client.post("/v1/webhooks/" + id + "/test", "").code())
        .isEqualTo("webhook_disabled");
    receiver.answer(204);
    Client.Answer woken = patch(id, "{\"enabled\":true}");
    assertThat(woken.json().path("enabled").asBoolean()).isTrue();
    assertThat(woken.json().path("disabled").isNull()).isTrue();
    JobId later = client.submit(NOOP).id();
    Awaitility.await().until(() -> receiver.received().getLast().body().contains(later.toString()));
  }

  @Test
  void aWebhookWhoseDeliveriesAllFailIsClosed() {
    receiver.answer(503);
    String id = register("\"job.queued\"").path("id").asText();
    for (int i = 0; i < HookSettings.DEFAULT.patience(); i++) {
      client.submit(NOOP);
    }

    Awaitility.await()
        .until(() -> client.get("/v1/webhooks/" + id).text().contains("\"exhausted\""));
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 307})
  void aRedirectIsAFailureAndNotFollowed(int status) {
    receiver.answer(status);
    String id = register("\"job.queued\"").path("id").asText();
    client.submit(NOOP);

    assertThat(ended(id).path("attempts").path(0).path("reason").asText()).isEqualTo("redirect");
  }

  @Test
  void aReceiverThatHangsHoldsUpNobodyElse() {
    receiver.hang();
    String hung = register("\"job.queued\"").path("id").asText();
    try (Receiver other = new Receiver()) {
      Client stranger = farm.stranger();
      assertThat(register(stranger, other.url(), "\"job.queued\"", "").status()).isEqualTo(201);
      for (int i = 0; i < 20; i++) {
        client.submit(NOOP);
        stranger.submit(NOOP);
      }

      Awaitility.await().atMost(Duration.ofSeconds(7)).until(() -> other.received().size() == 20);
      assertThat(receiver.received()).as("two at once, and they hang").hasSize(2);
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> client.get("/v1/webhooks/" + hung + "/deliveries").text().contains("timeout"));
  }

  @Test
  void whatWaitsForAReceiverHasABoundOnEachPartition() {
    receiver.hang();
    String id = register("\"job.queued\"").path("id").asText();
    for (int i = 0; i < 420; i++) {
      client.submit(NOOP);
    }

    Awaitility.await()
        .until(() ->
            client
                .get("/v1/webhooks/" + id + "/deliveries?status=failed")
                .text()
                .contains("too_many_pending"));
  }

  @Test
  void whileASecretIsRotatedBothSign() throws Exception {
    JsonNode hook = register("\"job.queued\"");
    String path = "/v1/webhooks/" + hook.path("id").asText();

    String fresh =
        client.post(path + "/rotate", "{\"grace_seconds\":60}").json().path("secret").asText();
    client.submit(NOOP);
    Awaitility.await().until(() -> receiver.received().size() == 1);

    Receiver.Received told = receiver.received().getFirst();
    assertThat(told.signature().split(" "))
        .containsExactly(signature(fresh, told), signature(hook.path("secret").asText(), told));
    assertThat(client.post(path + "/rotate", "{\"grace_seconds\":0}").status()).isEqualTo(200);
    client.submit(NOOP);
    Awaitility.await().until(() -> receiver.received().size() == 2);
    assertThat(receiver.received().getLast().signature()).doesNotContain(" ");
  }

  @Test
  void aTestIsToldWhateverTheWebhookWants() {
    String id = register("\"batch.completed\"").path("id").asText();

    Client.Answer asked = client.post("/v1/webhooks/" + id + "/test", "");

    assertThat(asked.status()).isEqualTo(202);
    Awaitility.await().until(() -> types().contains("webhook.test"));
    assertThat(receiver.received().getFirst().id())
        .isEqualTo(asked.json().path("delivery").asText());
  }

  @Test
  void aBatchsEndIsTold() {
    register("\"batch.*\"");
    byte[] lines = "{\"custom_id\":\"a\",\"kind\":\"noop\"}".getBytes(StandardCharsets.UTF_8);
    Client.Answer batch =
        client.send("POST", "/v1/batches", Optional.of(lines), "Content-Type", "application/jsonl");
    Client.Answer _ =
        client.post("/v1/batches/" + batch.json().path("id").asText() + "/cancel", "");

    Awaitility.await().until(() -> !receiver.received().isEmpty());
    JsonNode told = receiver.received().getFirst().json();
    assertThat(told.path("type").asText()).startsWith("batch.");
    assertThat(told.path("data").path("id").asText()).isEqualTo(batch.json().path("id").asText());
    assertThat(told.path("data").path("request_counts").path("total").asInt()).isEqualTo(1);
  }

  @Test
  void aSecondGatewayGoesOnWhereTheFirstHasStopped() {
    receiver.answer(500);
    String id = register("\"job.queued\"").path("id").asText();
    client.submit(NOOP);
    Awaitility.await().until(() -> !receiver.received().isEmpty());
    farm.gateway.close();
    receiver.answer(204);
    try (GatewayService second = farm.start(farm.settings)) {
      Client there = Client.of(second, Optional.of(Farm.KEY));
      Awaitility.await()
          .until(() ->
              there.get("/v1/webhooks/" + id + "/deliveries").text().contains("\"delivered\""));
    }
    assertThat(receiver.received()).extracting(Receiver.Received::id).hasSizeGreaterThan(1);
    assertThat(receiver.received().stream().map(Receiver.Received::id).distinct()).hasSize(1);
  }

  @Test
  void aDeletedWebhookIsToldNothing() {
    String id = register("\"*\"").path("id").asText();

    assertThat(client.send("DELETE", "/v1/webhooks/" + id, Optional.empty()).status())
        .isEqualTo(204);

    assertThat(client.get("/v1/webhooks/" + id).code()).isEqualTo("webhook_not_found");
    assertThat(farm.stranger().get("/v1/webhooks/" + id).code()).isEqualTo("webhook_not_found");
  }

  @ParameterizedTest
  @CsvSource({
    "http://10.0.0.1/,              address_forbidden",
    "http://[::1]/,                 address_forbidden",
    "http://[::ffff:10.0.0.1]/,     address_forbidden",
    "http://169.254.169.254/latest, address_forbidden",
    "ftp://1.1.1.1/,                invalid_url",
    "http://user@1.1.1.1/,          invalid_url",
    "https://1.1.1.1/#part,         invalid_url",
    "/hook,                         invalid_url",
  })
  void whereNobodyMayBeReachedIsRefused(String url, String code) {
    Client.Answer answer = register(client, url, "\"*\"", "");

    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.param()).isEqualTo("url");
  }

  @Test
  void whatIsNoEventOrOneTooManyIsRefused() {
    assertThat(register(client, receiver.url(), "\"job.succeded\"", "").detail())
        .contains("did you mean 'job.succeeded'?");
    for (int i = 0; i < 5; i++) {
      register("\"*\"");
    }
    assertThat(register(client, receiver.url(), "\"*\"", "").code()).isEqualTo("too_many_webhooks");
  }

  private JsonNode register(String events) {
    return register(events, "").json();
  }

  private Client.Answer register(String events, String more) {
    Client.Answer answer = register(client, receiver.url(), events, more);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer;
  }

  private static Client.Answer register(Client of, String url, String events, String more) {
    return of.post(
        "/v1/webhooks", "{\"url\":\"%s\",\"events\":[%s]%s}".formatted(url, events, more));
  }

  private Client.Answer patch(String id, String body) {
    return client.send(
        "PATCH",
        "/v1/webhooks/" + id,
        Optional.of(body.getBytes(StandardCharsets.UTF_8)),
        "Content-Type",
        "application/json");
  }

  /** A webhook as the log has it. */
  private Webhook logged(String id) {
    try (HookFeed feed = farm.log.hooks().feed()) {
      feed.mark();
      return feed.poll(Duration.ZERO).stream()
          .flatMap(change -> change.entry().stream())
          .filter(HookEntry.Registered.class::isInstance)
          .map(entry -> ((HookEntry.Registered) entry).hook())
          .filter(hook -> hook.id().equals(id))
          .reduce((_, later) -> later)
          .orElseThrow();
    }
  }

  private JobId succeeded() {
    JobId job = client.submit(NOOP).id();
    farm.scheduler.start(job);
    JobState.Running running = (JobState.Running) farm.scheduler.job(job).state();
    farm.scheduler.apply(
        job,
        new JobEvent.Succeeded(running.epoch(), Samples.DIGEST, List.of(), 5, FakeScheduler.now()));
    return job;
  }

  private JsonNode deliveries(String hook) {
    return client.get("/v1/webhooks/" + hook + "/deliveries").json().path("data");
  }

  /** A webhook's newest delivery, once it has ended. */
  private JsonNode ended(String hook) {
    return Awaitility.await()
        .until(() -> deliveries(hook).path(0), delivery -> delivery.path("ended_at").isTextual());
  }

  private List<String> types() {
    return receiver.received().stream().map(Receiver.Received::type).toList();
  }

  private Receiver.Received told(String type) {
    return receiver.received().stream()
        .filter(r -> r.type().equals(type))
        .findFirst()
        .orElseThrow();
  }

  private static String signature(String secret, Receiver.Received told) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring(6)), "HmacSHA256"));
    String signed = told.id() + "." + told.timestamp() + "." + told.body();
    return "v1,"
        + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
  }
}
