package dev.darkroom.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.gateway.request.RequestLimits;
import dev.darkroom.job.JobEvent;
import dev.darkroom.job.Output;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.storage.object.ObjectKeys;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ResultCacheTest extends FreshFarm {
  private static final byte[] PICTURE = {1, 2, 3};

  @Test
  void theSameRequestIsGivenCopiesOfTheTenantsOwnEarlierResultAndSaysSo() {
    Client.Answer first = client.submit(circle(7, "allow"));
    assertThat(first.header("Cache-Status")).isEqualTo("darkroom; fwd=miss; stored");
    drawn(client, first.id());

    Client.Answer second = client.submit(circle(7, "allow"), "Prefer", "wait=5");

    assertThat(second.status()).isEqualTo(200);
    assertThat(second.header("Cache-Status")).isEqualTo("darkroom; hit");
    assertThat(second.id()).isNotEqualTo(first.id());
    assertThat(second.json().path("cached_from").asText()).isEqualTo(first.id().toString());
    assertThat(second.json().path("timeline").findValuesAsText("what"))
        .containsExactly("queued", "cached");
    assertThat(farm.scheduler.job(second.id()).bill()).isEmpty();
    Output copy = farm.scheduler.job(second.id()).outputs().getFirst();
    assertThat(copy.key())
        .isEqualTo(
            ObjectKeys.output(
                TenantId.of("default"), new RunRef(second.id(), Epoch.NONE), "0.png"));
    assertThat(farm.objects.get(copy.key(), 10)).isEqualTo(PICTURE);

    client.delete("/v1/jobs/" + first.id());
    assertThat(client.get("/v1/jobs/" + second.id() + "/outputs/0.png").status()).isEqualTo(200);
  }

  @Test
  void whatIsNotTheSameOrNotSureOrNotAllowedIsDrawn() {
    drawn(client, client.submit(circle(7, "allow")).id());

    assertThat(isDrawn(client, circle(8, "allow"))).isTrue();
    assertThat(isDrawn(client, circle(7, "bypass"))).isTrue();
    assertThat(isDrawn(client, circle(7, "allow").replace("red", "blue"))).isTrue();
    assertThat(isDrawn(client, circle(7, "allow").replace("\"seed\":7,", ""))).isTrue();
    assertThat(client.submit(circle(7, "always")).code()).isEqualTo("unknown_value");
  }

  @Test
  void aLineOfABatchIsGivenAnEarlierResultAndItsResultSaysSo() {
    JobId first = client.submit(circle(7, "allow")).id();
    drawn(client, first);
    String lines = circle(7, "allow").replace("{\"kind\"", "{\"custom_id\":\"a\",\"kind\"") + "\n";

    String batch =
        client
            .send(
                "POST",
                "/v1/batches",
                Optional.of(lines.getBytes(StandardCharsets.UTF_8)),
                "Content-Type",
                "application/jsonl",
                "Prefer",
                "wait=5")
            .json()
            .path("id")
            .asText();

    JsonNode result = Client.json(client.get("/v1/batches/" + batch + "/results").text());
    assertThat(result.path("status").asText()).isEqualTo("succeeded");
    assertThat(result.path("cached_from").asText()).isEqualTo(first.toString());
    assertThat(result.path("outputs")).hasSize(1);
  }

  @Test
  void aFarmMayAllowItWhereARequestSaysNothing() {
    String silent = circle(7, "allow").replace(",\"cache\":\"allow\"", "");
    drawn(client, client.submit(circle(7, "allow")).id());
    assertThat(isDrawn(client, silent)).isTrue();

    RequestLimits allowing = RequestLimits.DEFAULT.withCache(true);
    try (GatewayService other = farm.start(Farm.settings().with(allowing))) {
      Client there = Client.of(other, Optional.of(Farm.KEY));
      Awaitility.await().until(() -> there.get("/readyz").status() == 200);
      assertThat(there.submit(silent).header("Cache-Status")).isEqualTo("darkroom; hit");
      assertThat(isDrawn(there, circle(7, "bypass"))).isTrue();
    }
  }

  @Test
  void anotherTenantsResultIsNeverGiven() {
    drawn(client, client.submit(circle(7, "allow")).id());

    assertThat(isDrawn(farm.stranger(), circle(7, "allow"))).isTrue();
  }

  @Test
  void whatIsDeletedOrGoneOrDamagedIsDrawnAgain() {
    JobId first = client.submit(circle(7, "allow")).id();
    drawn(client, first);
    farm.objects.put(Jobs.outputKey(first), new byte[] {9, 9, 9}, "image/png");
    assertThat(isDrawn(client, circle(7, "allow"))).isTrue();

    farm.objects.delete(Jobs.outputKey(first));
    assertThat(isDrawn(client, circle(7, "allow"))).isTrue();

    JobId other = client.submit(circle(9, "allow")).id();
    drawn(client, other);
    client.delete("/v1/jobs/" + other + "/outputs/0.png");
    assertThat(isDrawn(client, circle(9, "allow"))).isTrue();
  }

  @Test
  void outputsExpireWhenTheirJobOrItsTenantSaysSo() {
    JobId mine =
        client.submit(circle(1, "bypass").replace("}", ",\"outputs_expire_after\":7200}")).id();
    drawn(client, mine);
    JsonNode job = client.get("/v1/jobs/" + mine).json();

    assertThat(
            Duration.between(
                    Instant.parse(job.path("completed_at").asText()),
                    Instant.parse(job.path("outputs_expire_at").asText()))
                .toHours())
        .isEqualTo(2);
    assertThat(
            client.submit(circle(1, "bypass").replace("}", ",\"outputs_expire_after\":60}")).code())
        .isEqualTo("value_out_of_range");
  }

  /** Whether a request is drawn and not given. */
  private static boolean isDrawn(Client client, String body) {
    Client.Answer answer = client.submit(body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(202);
    return answer.json().path("cached_from").isNull();
  }

  private void drawn(Client client, JobId id) {
    farm.scheduler.start(id);
    JobEvent.Succeeded usual = (JobEvent.Succeeded) Jobs.succeeded(id);
    Output one = usual.outputs().getFirst();
    farm.objects.put(one.key(), PICTURE, "image/png");
    farm.scheduler.apply(
        id,
        new JobEvent.Succeeded(
            usual.epoch(),
            usual.manifest(),
            List.of(
                new Output(
                    one.name(),
                    one.role(),
                    one.key(),
                    Digest.of(PICTURE),
                    one.contentType(),
                    PICTURE.length,
                    one.seed())),
            5,
            usual.at()));
    Awaitility.await()
        .until(
            () -> client.get("/v1/jobs/" + id).json().path("status").asText().equals("succeeded"));
  }

  private static String circle(long seed, String cache) {
    return ("{\"kind\":\"generation\",\"model\":\"shapes-ldm\",\"seed\":%d,"
            + "\"prompt\":\"a red circle\",\"cache\":\"%s\"}")
        .formatted(seed, cache);
  }
}
