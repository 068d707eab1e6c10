package dev.darkroom.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.gateway.limit.Limits;
import dev.darkroom.gateway.limit.Rate;
import dev.darkroom.job.id.JobId;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a farm with limits answers to those who ask too often. */
class RateLimitTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private Farm farm;

  @AfterEach
  void stop() {
    farm.close();
  }

  @Test
  void everyAnswerTellsTheRateAndWhatIsLeftOfIt() {
    farm = farm(new Limits(new Rate(10, HOUR), new Rate(20, HOUR), 0));

    Client.Answer answer = farm.client().get("/v1/models");

    assertThat(answer.header("RateLimit-Policy"))
        .isEqualTo("\"key\";q=10;w=3600, \"tenant\";q=20;w=3600");
    assertThat(answer.header("RateLimit"))
        .matches("\"key\";r=9;t=3\\d\\d, \"tenant\";r=19;t=1\\d\\d");
    assertThat(farm.nobody().get("/healthz").header("RateLimit")).isEmpty();
  }

  @Test
  void aKeyThatAsksTooOftenIsToldWhenToComeBackAndOthersAreNot() {
    farm = farm(new Limits(new Rate(3, HOUR), Rate.OFF, 0));
    for (int i = 0; i < 3; i++) {
      assertThat(farm.client().get("/v1/models").status()).isEqualTo(200);
    }

    Client.Answer refused = farm.client().get("/v1/models");

    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.code()).isEqualTo("rate_limited");
    assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1_100, 1_200);
    assertThat(refused.header("RateLimit")).startsWith("\"key\";r=0;t=");
    Awaitility.await().until(() -> farm.stranger().get("/v1/models").status() == 200);
  }

  @Test
  void whatIsRefusedForItsKeyCostsNobodyAnything() {
    farm = farm(new Limits(new Rate(2, HOUR), Rate.OFF, 0));
    for (int i = 0; i < 5; i++) {
      assertThat(
              Client.of(farm.gateway, Optional.of("dk_wrong-wrong-wrong"))
                  .get("/v1/models")
                  .status())
          .isEqualTo(401);
    }

    assertThat(farm.client().get("/v1/models").status()).isEqualTo(200);
  }

  @Test
  void aTenantHasSoManyRequestsOpenAndNoMoreUntilOneEnds() {
    farm = farm(new Limits(Rate.OFF, Rate.OFF, 1));
    Awaitility.await().until(() -> farm.nobody().get("/readyz").status() == 200);
    JobId job = farm.client().submit("{\"kind\":\"noop\"}").id();
    try (Events stream = farm.client().events(job)) {
      stream.next();

      Client.Answer refused = farm.client().get("/v1/models");
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.code()).isEqualTo("concurrency_limited");
      assertThat(refused.header("Retry-After")).isEqualTo("1");
      assertThat(refused.header("RateLimit-Policy"))
          .isEqualTo("\"tenant-open\";q=1;qu=\"concurrent-requests\"");
      assertThat(refused.header("RateLimit")).isEqualTo("\"tenant-open\";r=0");
    }
    Awaitility.await().until(() -> farm.client().get("/v1/models").status() == 200);
  }

  private static Farm farm(Limits limits) {
    return Farm.start(settings -> settings.with(limits));
  }
}
