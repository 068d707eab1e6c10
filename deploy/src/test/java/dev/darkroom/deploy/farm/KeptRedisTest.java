package dev.darkroom.deploy.farm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.darkroom.deploy.embedded.EmbeddedRedis;
import dev.darkroom.deploy.embedded.FreePorts;
import dev.darkroom.worker.supervise.RestartPolicy;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class KeptRedisTest {
  private static final RestartPolicy SOON =
      new RestartPolicy(Duration.ofMillis(50), Duration.ofSeconds(1), Duration.ofMinutes(1));

  @TempDir Path folder;

  @Test
  void aKilledServerIsReplacedAndAClosedOneIsNot() {
    var settings = EmbeddedRedis.Settings.of(folder, FreePorts.find(1).getFirst());
    KeptRedis redis = KeptRedis.start(settings, SOON);
    long first = redis.server().pid();
    assertThat(ProcessHandle.of(first).orElseThrow().destroyForcibly()).isTrue();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> redis.server().pid() != first && redis.server().isAlive());

    redis.close();
    assertThat(redis.server().isAlive()).isFalse();
  }
}
