package dev.darkroom.deploy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.weights.DType;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FarmSettingsTest {

  @Test
  void whereTheServersAreIsAllThatMustBeSaid() {
    FarmSettings settings = settings(Map.of());

    assertThat(settings.stores().kafka().bootstrap()).isEqualTo("broker:9092");
    assertThat(settings.stores().redis().url()).isEqualTo(URI.create("redis://redis:6379"));
    assertThat(settings.stores().s3().endpoint()).isEqualTo(URI.create("http://s3:9000"));
    assertThat(settings.gateway().place().host()).isEqualTo("127.0.0.1");
    assertThat(settings.gateway().requests().allowNoop()).isFalse();
    assertThat(settings.worker().identity().pool()).hasToString("default");
  }

  @Test
  void theLeaseIsOneForSchedulerAndWorkerAndTransactionsEndBeforeIt() {
    FarmSettings settings = settings(Map.of("farm.lease", "2s"));

    assertThat(settings.scheduler().policy().lease()).isEqualTo(Duration.ofSeconds(2));
    assertThat(settings.worker().timing().lease()).isEqualTo(Duration.ofSeconds(2));
    assertThat(settings.stores().kafka().transactionTimeout()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void aSchedulerAloneNeedsTheLogAndNothingElse() {
    FarmSettings.SchedulerAlone alone =
        FarmSettings.schedulerOf(
            SettingTexts.of(
                Map.of(
                    "kafka.bootstrap", "broker:9092",
                    "scheduler.breaker-failures", "3",
                    "scheduler.status-port", "9100"),
                "the test"));

    assertThat(alone.settings().policy().breaker().failures()).isEqualTo(3);
    assertThat(alone.statusPort()).contains(9100);
  }

  @Test
  void aCertificateAndItsKeyAreGivenTogether() {
    Map<String, String> both =
        Map.of("gateway.tls-certificate", "/etc/farm.crt", "gateway.tls-key", "/etc/farm.key");
    assertThat(settings(both).gateway().place().tls().orElseThrow().key())
        .isEqualTo(Path.of("/etc/farm.key"));
    assertThatThrownBy(() -> settings(Map.of("gateway.tls-key", "/etc/farm.key")))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("given without gateway.tls-certificate");
  }

  @Test
  void aBreakerThatClosesBeforeItOpensIsRefused() {
    assertThatThrownBy(() ->
            settings(Map.of("scheduler.breaker-open", "1m", "scheduler.breaker-longest", "1s")))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("scheduler.breaker-longest");
  }

  @Test
  void aTransactionThatOutlivesTheLeaseIsRefused() {
    assertThatThrownBy(
            () -> settings(Map.of("farm.lease", "5s", "kafka.transaction-timeout", "6s")))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("kafka.transaction-timeout");
  }

  @Test
  void aPartsOwnRuleIsASettingsErrorToo() {
    assertThatThrownBy(() -> settings(Map.of("s3.bucket", "No Bucket")))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("s3.bucket 'No Bucket'");
  }

  @Test
  void aWorkerIsToldWhatToComputeWith() {
    FarmSettings settings =
        settings(
            Map.of(
                "worker.device", "cuda:1",
                "worker.dtype", "bf16",
                "worker.labels", "gpu=a100,rack=7",
                "worker.name", "painter",
                "worker.folder", "/var/painter"));

    assertThat(settings.worker().compute().options().device()).hasToString("cuda:1");
    assertThat(settings.worker().compute().options().dtype()).contains(DType.BF16);
    assertThat(settings.worker().identity().labels())
        .containsExactlyInAnyOrderEntriesOf(Map.of("gpu", "a100", "rack", "7"));
    assertThat(settings.worker().spool().folder()).isEqualTo(Path.of("/var/painter/spool/painter"));
    assertThat(settings.cache().folder()).isEqualTo(Path.of("/var/painter/models"));
  }

  @Test
  void kafkasOwnPropertiesAreHandedOn() {
    FarmSettings settings = settings(Map.of("kafka.client.security.protocol", "SASL_SSL"));

    assertThat(settings.stores().kafka().extra()).containsEntry("security.protocol", "SASL_SSL");
  }

  private static FarmSettings settings(Map<String, String> given) {
    Map<String, String> texts = new HashMap<>(given);
    texts.put("kafka.bootstrap", "broker:9092");
    texts.put("redis.url", "redis://redis:6379");
    texts.put("s3.endpoint", "http://s3:9000");
    texts.put("s3.access-key", "key");
    texts.put("s3.secret-key", "secret");
    return FarmSettings.of(SettingTexts.of(texts, "a test"));
  }
}
