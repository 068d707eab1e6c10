package dev.darkroom.deploy.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.SpecRef;
import dev.darkroom.storage.Samples;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.StorageException.Code;
import dev.darkroom.storage.connect.StoreSettings;
import dev.darkroom.storage.connect.Stores;
import dev.darkroom.storage.log.SpecLog;
import dev.darkroom.storage.progress.ProgressEvent;
import dev.darkroom.storage.progress.ProgressPublisher;
import dev.darkroom.storage.progress.ProgressReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** From settings to stores that work, on the embedded servers. */
class StoresTest {
  @Test
  void settingsAloneReachTheLogTheProgressAndTheObjects() {
    try (Stores stores = Stores.open(StoreSettings.from(settings()), "stores-test")) {
      SpecLog specs = stores.log().specs();
      SpecRef ref = specs.write(Samples.job(9, 0), Samples.generation(), Samples.DIGEST);
      assertThat(specs.read(ref)).isEqualTo(Samples.generation());

      byte[] pixels = "pixels".getBytes(StandardCharsets.UTF_8);
      stores.objects().put("t/a/picture.png", pixels, "image/png");
      assertThat(stores.objects().get("t/a/picture.png", 100)).isEqualTo(pixels);
      assertThat(stores.models().list()).isEmpty();

      ProgressPublisher publisher = stores.progressPublisher();
      ProgressReader reader = stores.progressReader();
      publisher.publish(
          new ProgressEvent.Progress(
              Samples.job(9, 0), Epoch.of(1), 0.5, 5, 10, "", Optional.empty(), Samples.AT));
      await()
          .atMost(Duration.ofSeconds(15))
          .until(() -> reader.snapshot(Samples.job(9, 0)).progress().isPresent());
    }
  }

  @Test
  void aStoreThatIsDownIsNamedAndRedisMayBe() {
    int nobody = FreePorts.find();
    Map<String, String> withoutS3 = settings();
    withoutS3.put("s3.endpoint", "http://127.0.0.1:" + nobody);
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> Stores.open(StoreSettings.from(withoutS3), "stores-test"))
        .withMessageStartingWith("S3 at http://127.0.0.1:" + nobody + " does not answer (")
        .extracting(StorageException::code)
        .isEqualTo(Code.UNAVAILABLE);
    Map<String, String> withoutRedis = settings();
    withoutRedis.put("redis.url", "redis://127.0.0.1:" + nobody);
    try (Stores stores = Stores.open(StoreSettings.from(withoutRedis), "stores-test")) {
      stores.progressPublisher();
      assertThat(stores.models().list()).isEmpty();
    }
  }

  private static Map<String, String> settings() {
    S3Credentials keys = Servers.s3().credentials();
    return new HashMap<>(
        Map.of(
            "kafka.bootstrap", Servers.kafka().bootstrap(),
            "redis.url", Servers.redis().url().toString(),
            "s3.endpoint", Servers.s3().endpoint().toString(),
            "s3.bucket", Servers.freshName(),
            "s3.access-key", keys.accessKey(),
            "s3.secret-key", keys.secretKey()));
  }
}
