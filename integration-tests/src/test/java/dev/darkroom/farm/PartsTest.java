package dev.darkroom.farm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.darkroom.client.FarmAddress;
import dev.darkroom.client.FarmClient;
import dev.darkroom.client.FarmUntrusted;
import dev.darkroom.client.Job;
import dev.darkroom.storage.Certificates;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code darkroom run}: each part a process of its own, on servers that are not theirs. */
@Timeout(150)
class PartsTest {
  @TempDir Path folder;

  @Test
  void threeProcessesThatShareNothingButServersAreAFarmReachedByHttps() throws Exception {
    Certificates.Pair tls = Certificates.make(folder, "farm", "ip:127.0.0.1");
    try (Farmyard farm = Farmyard.ofLease(Duration.ofSeconds(10))) {
      farm.set("gateway.tls-certificate", tls.certificate().toString());
      farm.set("gateway.tls-key", tls.key().toString());
      Child scheduler = farm.schedulerProcess("scheduler-1");
      Child gateway = farm.process("gateway");
      Child worker = farm.workerProcess("worker-1");
      FarmAddress unknown = Farmyard.addressOf(gateway);
      assertThat(unknown.url().getScheme()).isEqualTo("https");
      try (FarmClient client = new FarmClient(unknown)) {
        assertThatThrownBy(() -> client.get("/readyz")).isInstanceOf(FarmUntrusted.class);
      }
      FarmAddress address = unknown.trusting(Optional.of(tls.certificate()));
      try (FarmClient client = new FarmClient(address)) {
        await()
            .atMost(Farmyard.PATIENCE)
            .ignoreExceptions()
            .until(() -> client.get("/readyz"), answer -> !answer.isEmpty());
        Job job = client.submit(Farmyard.noopBody(Duration.ofMillis(100)), Optional.empty());
        Job done = await().atMost(Farmyard.PATIENCE).until(() -> client.job(job.id()), Job::ended);
        Farmyard.assertSmoothLife(done);
      }
      assertThat(worker.terminate()).isZero();
      assertThat(gateway.terminate()).isZero();
      assertThat(scheduler.terminate()).isZero();
    }
  }
}
