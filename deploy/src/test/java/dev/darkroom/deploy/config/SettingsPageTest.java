package dev.darkroom.deploy.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class SettingsPageTest {

  @Test
  void thePageOfSettingsSaysWhatTheCatalogueSays() throws IOException {
    assertThat(Files.readString(Path.of("../docs/settings.md"))).endsWith(table());
  }

  @Test
  void noTwoSettingsShareAVariable() {
    assertThat(Settings.ALL).extracting(Setting::variable).doesNotHaveDuplicates();
  }

  @Test
  void everyDefaultIsOfItsForm() {
    for (Setting<?> setting : Settings.ALL) {
      assertThat(SettingTexts.none().find(setting).isPresent())
          .as(setting.key())
          .isEqualTo(setting.otherwise().isPresent());
    }
  }

  static String table() {
    return Settings.ALL.stream()
        .map(s ->
            "| `%s` | %s | %s |\n"
                .formatted(
                    s.key(), s.otherwise().map(words -> "`" + words + "`").orElse(""), s.meaning()))
        .collect(Collectors.joining("", "| setting | default | |\n|---|---|---|\n", ""));
  }
}
