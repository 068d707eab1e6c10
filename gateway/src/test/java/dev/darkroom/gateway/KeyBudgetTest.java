package dev.darkroom.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.job.command.Refusal;
import dev.darkroom.job.tenant.KeyUsageRecord;
import dev.darkroom.job.tenant.Payer;
import dev.darkroom.job.tenant.Quota;
import dev.darkroom.storage.log.StateEntry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A key whose jobs may have sixty seconds of worker time a day. */
class KeyBudgetTest extends FreshFarm {
  private static final String NOOP = "{\"kind\":\"noop\"}";
  private static final Duration DAY = Duration.ofDays(1);

  private Client holder;
  private Payer payer;

  @BeforeEach
  void makeTheKey() {
    JsonNode made =
        client
            .post(
                "/v1/keys",
                "{\"tenant\":\"studio-a\",\"role\":\"submitter\",\"gpu_seconds\":60,"
                    + "\"window_seconds\":86400}")
            .json();
    holder = Client.of(farm.gateway, Optional.of(made.path("key").asText()));
    payer = new Payer(made.path("id").asText(), new Quota.Budget(Duration.ofSeconds(60), DAY));
  }

  @Test
  void aJobTellsTheSchedulerWhoseBudgetItCountsAgainst() {
    holder.submit(NOOP);
    client.submit(NOOP);

    assertThat(farm.scheduler.jobs())
        .extracting(job -> job.header().payer())
        .containsExactlyInAnyOrder(Optional.of(payer), Optional.empty());
  }

  @Test
  void everyAnswerTellsWhatIsLeftInAllPartitionsTogether() {
    spend(0, 10);
    spend(3, 20.5);
    awaitSpent(30.5);

    Client.Answer answer = holder.get("/v1/quota");

    assertThat(answer.header("RateLimit-Policy"))
        .isEqualTo("\"key-budget\";q=60;qu=\"worker-seconds\";w=86400");
    assertThat(answer.header("RateLimit")).matches("\"key-budget\";r=29;t=\\d+");
    JsonNode left = answer.json().path("key").path("gpu_seconds");
    assertThat(left.path("remaining").asDouble()).isEqualTo(29.5);
    assertThat(client.get("/v1/quota").json().path("key").isNull()).isTrue();
    assertThat(holder.submit(NOOP).status()).isEqualTo(202);
  }

  @Test
  void aKeyThatHasSpentItsBudgetSubmitsNothingUntilTheNextWindow() {
    Client.Answer before = holder.submit(NOOP, "Idempotency-Key", "k");
    spend(0, 59);
    spend(1, 1);
    awaitSpent(60);

    for (Client.Answer refused :
        new Client.Answer[] {
          holder.submit(NOOP),
          holder.post(
              "/v1/images/generations", "{\"model\":\"shapes-ldm\",\"prompt\":\"a red circle\"}"),
          holder.send(
              "POST",
              "/v1/batches",
              Optional.of(
                  "{\"custom_id\":\"a\",\"kind\":\"noop\"}".getBytes(StandardCharsets.UTF_8)),
              "Content-Type",
              "application/jsonl")
        }) {
      assertThat(refused.code()).as(refused.text()).isEqualTo("key_budget_exhausted");
      assertThat(refused.status()).isEqualTo(429);
      assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(0, 86_400);
      assertThat(refused.header("RateLimit")).startsWith("\"key-budget\";r=0;t=");
    }
    assertThat(holder.submit(NOOP, "Idempotency-Key", "k").id()).isEqualTo(before.id());
    assertThat(client.submit(NOOP).status()).isEqualTo(202);
  }

  @Test
  void whatWasSpentInAnEarlierWindowCountsNoMore() {
    Instant now = Instant.now();
    farm.log.put(
        0,
        new StateEntry.KeyUsageEntry(
            KeyUsageRecord.none(payer, 0, now.minus(DAY)).and(Duration.ofSeconds(600))));
    spend(1, 1);
    awaitSpent(1);

    assertThat(holder.submit(NOOP).status()).isEqualTo(202);
  }

  @Test
  void aRefusalOfTheSchedulerIsToldTheSameWay() {
    farm.scheduler.refuse(Refusal.of(Refusal.KEY_BUDGET_EXHAUSTED, "its jobs have had it all"));

    Client.Answer refused = holder.submit(NOOP);

    assertThat(refused.code()).isEqualTo("key_budget_exhausted");
    assertThat(refused.detail()).contains(payer.key(), "60.0 s");
  }

  private void spend(int partition, double seconds) {
    farm.log.put(
        partition,
        new StateEntry.KeyUsageEntry(
            KeyUsageRecord.none(payer, partition, Instant.now())
                .and(Duration.ofMillis((long) (seconds * 1_000)))));
  }

  private void awaitSpent(double seconds) {
    Awaitility.await()
        .until(() -> {
          JsonNode key = client.get("/v1/keys?tenant=studio-a").json().path("data").path(0);
          return key.path("spent_seconds").asDouble() == seconds
              && key.path("resets_at").asText().startsWith("20");
        });
  }
}
