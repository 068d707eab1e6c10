package dev.darkroom.deploy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SettingTextsTest {
  @TempDir Path folder;

  @Test
  void aFileGivesWayToTheEnvironmentAndThatToFlags() throws IOException {
    SettingTexts texts =
        SettingTexts.ofFile(
                file(
                    """
                    # three, of which one is left
                    kafka.bootstrap = file:1
                    worker.threads = 2
                    farm.lease = 5s
                    """))
            .under(
                SettingTexts.ofEnvironment(
                    Map.of(
                        "DARKROOM_KAFKA_BOOTSTRAP", "environment:1",
                        "DARKROOM_WORKER_THREADS", "3")))
            .under(SettingTexts.of(Map.of("kafka.bootstrap", "flag:1"), "the command line"));

    assertThat(texts.get(Settings.KAFKA_BOOTSTRAP)).isEqualTo("flag:1");
    assertThat(texts.get(Settings.WORKER_THREADS)).isEqualTo(3);
    assertThat(texts.get(Settings.LEASE)).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void aKeyThatDoesNotExistIsRefusedWithTheOneThatWasMeant() throws IOException {
    Path file = file("kafka.bootstap = broker:9092");

    assertThatThrownBy(() -> SettingTexts.ofFile(file))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("'kafka.bootstap'")
        .hasMessageContaining(file.toString())
        .hasMessageEndingWith("did you mean 'kafka.bootstrap'?");
  }

  @Test
  void aVariableThatNamesNoSettingIsRefusedWithTheOneThatWasMeant() {
    assertThatThrownBy(() -> SettingTexts.ofEnvironment(Map.of("DARKROOM_REDIS_URI", "redis://r")))
        .hasMessageContaining("'DARKROOM_REDIS_URI'")
        .hasMessageEndingWith("did you mean 'DARKROOM_REDIS_URL'?");
  }

  @Test
  void variablesOfOthersAndOfTheCommandItselfAreLeftAlone() {
    Map<String, String> environment =
        Map.of("PATH", "/bin", "DARKROOM_URL", "http://f", "DARKROOM_KEY", "k");

    assertThat(SettingTexts.ofEnvironment(environment).texts()).isEmpty();
  }

  @Test
  void underscoresInAKeyCountAsHyphens() {
    SettingTexts texts = SettingTexts.of(Map.of("farm.allow_noop", "true"), "a test");

    assertThat(texts.get(Settings.ALLOW_NOOP)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "worker.threads, many, a whole number from 1 to 1024",
    "worker.threads, 0, a whole number from 1 to 1024",
    "farm.lease, 30, a length of time such as 500ms",
    "worker.model-memory, 4 elephants, bytes",
    "farm.allow-noop, yes, true or false",
    "redis.url, redis, an absolute URL",
  })
  void aValueOfTheWrongFormIsRefusedAndTheRightFormNamed(String key, String text, String rule) {
    SettingTexts texts = SettingTexts.of(Map.of(key, text), "the command line");
    Setting<?> setting =
        Settings.ALL.stream().filter(s -> s.key().equals(key)).findFirst().orElseThrow();

    assertThatThrownBy(() -> texts.get(setting))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith(key + " is ")
        .hasMessageContaining("(the command line): use " + rule);
  }

  @Test
  void aSecretIsNeverShown() {
    SettingTexts texts = SettingTexts.of(Map.of("redis.url", "hunter2"), "the command line");

    assertThatThrownBy(() -> texts.get(Settings.REDIS_URL)).hasMessageNotContaining("hunter2");
  }

  @Test
  void whatMustBeGivenIsAskedForByEveryNameItHas() {
    assertThatThrownBy(() -> SettingTexts.none().get(Settings.KAFKA_BOOTSTRAP))
        .hasMessageContaining("kafka.bootstrap is not set")
        .hasMessageContaining("--kafka.bootstrap")
        .hasMessageContaining("DARKROOM_KAFKA_BOOTSTRAP");
  }

  @ParameterizedTest
  @CsvSource({"512, 512", "1KiB, 1024", "2 MiB, 2097152", "4g, 4294967296", "1TiB, 1099511627776"})
  void bytesAreWrittenWithTheirUnit(String text, long bytes) {
    assertThat(Form.BYTES_FORM.read().apply(text)).isEqualTo(bytes);
  }

  private Path file(String lines) throws IOException {
    return Files.writeString(folder.resolve("farm.properties"), lines);
  }
}
