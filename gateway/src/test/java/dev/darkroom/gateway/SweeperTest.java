package dev.darkroom.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.gateway.view.Sweeper;
import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.storage.janitor.JanitorSettings;
import dev.darkroom.storage.object.ObjectKeys;
import java.time.Duration;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class SweeperTest {
  private static final Sweeper.Settings OFTEN =
      new Sweeper.Settings(
          Duration.ofMillis(50),
          new JanitorSettings(
              Duration.ofMillis(1),
              Duration.ofMillis(1),
              Duration.ofDays(1),
              Duration.ofDays(7),
              JanitorSettings.BatchKeeping.DEFAULT,
              1_000));

  @Test
  void aGatewaySweepsWhatNoJobNeedsAndLeavesWhatOneDoes() {
    try (Farm farm = Farm.start(settings -> settings.with(OFTEN))) {
      Client client = farm.client();
      Awaitility.await().until(() -> client.get("/readyz").status() == 200);
      JobId job = client.submit("{\"kind\":\"noop\"}").id();
      farm.scheduler.start(job);
      Awaitility.await()
          .until(
              () -> client.get("/v1/jobs/" + job).json().path("status").asText().equals("running"));
      String needed = put(farm, job, 1);
      String forgotten = put(farm, JobId.ofRandom(new UUID(7, 7), 1), 1);

      Awaitility.await().until(() -> farm.objects.stat(forgotten).isEmpty());

      assertThat(farm.objects.stat(needed)).isPresent();
    }
  }

  private static String put(Farm farm, JobId job, long epoch) {
    String key =
        ObjectKeys.output(TenantId.of("default"), new RunRef(job, Epoch.of(epoch)), "image-0.png");
    farm.objects.put(key, new byte[] {1}, "image/png");
    return key;
  }
}
