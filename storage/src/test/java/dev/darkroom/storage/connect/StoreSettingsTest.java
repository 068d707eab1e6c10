package dev.darkroom.storage.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.darkroom.storage.log.Topics;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StoreSettingsTest {
  private static final Map<String, String> LEAST =
      Map.of(
          "kafka.bootstrap", "broker:9092",
          "redis.url", "redis://:password@cache:6379",
          "s3.endpoint", "http://minio:9000",
          "s3.access-key", "me",
          "s3.secret-key", "hidden");

  @Test
  void fiveSettingsAreEnough() {
    StoreSettings settings = StoreSettings.from(LEAST);
    assertThat(settings.kafka().bootstrap()).isEqualTo("broker:9092");
    assertThat(settings.kafka().topics()).isEqualTo(Topics.DEFAULT);
    assertThat(settings.redis().address()).isEqualTo("cache:6379");
    assertThat(settings.s3().endpoint()).isEqualTo(URI.create("http://minio:9000"));
    assertThat(settings.s3().publicEndpoint()).isEmpty();
    assertThat(settings.s3().region()).isEqualTo("us-east-1");
    assertThat(settings.s3().bucket()).isEqualTo("darkroom");
  }

  @Test
  void everyOtherSettingIsRead() {
    StoreSettings settings =
        StoreSettings.from(
            with(
                Map.of(
                    "kafka.partitions", "8",
                    "s3.public-endpoint", "https://pictures.example",
                    "s3.region", "eu-central-1",
                    "s3.bucket", "pictures")));
    assertThat(settings.kafka().topics()).isEqualTo(new Topics("darkroom", 8));
    assertThat(settings.s3().publicEndpoint()).contains(URI.create("https://pictures.example"));
    assertThat(settings.s3().region()).isEqualTo("eu-central-1");
    assertThat(settings.s3().bucket()).isEqualTo("pictures");
  }

  @Test
  void whatIsMissingOrWrongIsNamed() {
    LEAST.forEach((name, _) ->
        assertThatIllegalArgumentException()
            .isThrownBy(() -> StoreSettings.from(with(Map.of(name, " "))))
            .withMessageStartingWith(name + " is not set: set it to "));
    assertRefused("kafka.partitions", "four", "kafka.partitions 'four' is not a number");
    assertRefused("redis.url", "not an address", "redis.url is not an address");
    assertRefused("s3.endpoint", "minio:9000", "s3.endpoint is not the address of an S3 server");
  }

  @Test
  void noSecretIsShown() {
    assertThat(StoreSettings.from(LEAST).toString())
        .contains("minio:9000")
        .doesNotContain("hidden")
        .doesNotContain("password");
  }

  private static void assertRefused(String name, String value, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StoreSettings.from(with(Map.of(name, value))))
        .withMessageStartingWith(message);
  }

  private static Map<String, String> with(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(LEAST);
    settings.putAll(more);
    return settings;
  }
}
