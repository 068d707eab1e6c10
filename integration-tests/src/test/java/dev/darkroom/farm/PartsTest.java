package dev.darkroom.farm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.darkroom.client.FarmAddress;
import dev.darkroom.client.FarmClient;
import dev.darkroom.client.Job;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code darkroom run}: each part a process of its own, on servers that are not theirs. */
@Timeout(150)
class PartsTest {
  @Test
  void threeProcessesThatShareNothingButServersAreAFarm() throws Exception {
    try (Farmyard farm = Farmyard.ofLease(Duration.ofSeconds(10))) {
      Child scheduler = farm.schedulerProcess("scheduler-1");
      Child gateway = farm.process("gateway");
      Child worker = farm.workerProcess("worker-1");
      FarmAddress address = Farmyard.addressOf(gateway);
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
