package dev.darkroom.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {
  @TempDir Path folder;

  @Test
  void keysAreReadByNameAndNullIsTheDefault() throws IOException {
    ConfigReader config =
        read("{\"_name\": 1, \"channels\": 8, \"bias\": null, \"act\": \"silu\", \"eps\": 1e-6}");
    assertThat(config.integer("channels", 4, 1, 16)).isEqualTo(8);
    assertThat(config.flag("bias", true)).isTrue();
    assertThat(config.choice("act", "gelu", Map.of("silu", 1, "gelu", 2))).isEqualTo(1);
    assertThat(config.number("eps", 1e-5, 0, 1)).isEqualTo(1e-6);
    assertThat(config.text("missing")).isEmpty();
    config.finish();
  }

  @Test
  void aKeyThatNobodyAskedForIsRefused() throws IOException {
    ConfigReader config = read("{\"channels\": 8, \"dual_attention\": true, \"nothing\": null}");
    config.integer("channels", 4, 1, 16);
    assertThatThrownBy(config::finish)
        .isInstanceOf(ModelException.class)
        .hasMessage("config.json: unknown key dual_attention: known are [channels]");
  }

  @Test
  void aValueOutsideItsRangeIsRefusedWithWhatWouldBeRight() throws IOException {
    ConfigReader config = read("{\"channels\": 80, \"act\": \"mish\", \"ratio\": 1e999}");
    assertThatThrownBy(() -> config.integer("channels", 4, 1, 16))
        .hasMessage("config.json: channels 80 is not supported: use a whole number from 1 to 16");
    assertThatThrownBy(() -> config.choice("act", "gelu", Map.of("silu", 1, "gelu", 2)))
        .hasMessage("config.json: act \"mish\" is not supported: use gelu or silu");
    assertThatThrownBy(() -> config.number("ratio", 1, 0, 1)).hasMessageContaining("ratio");
  }

  @Test
  void aKeyWithOneSupportedValueTakesNoOther() throws IOException {
    ConfigReader config = read("{\"scale\": 1, \"clip\": -Infinity, \"extra\": \"x\"}");
    config.require("scale", 1.0);
    config.require("clip", Double.NEGATIVE_INFINITY);
    config.require("absent", true);
    assertThatThrownBy(() -> config.require("extra", null))
        .hasMessage("config.json: extra \"x\" is not supported: use null");
  }

  @Test
  void whatIsNoConfigurationIsRefused() throws IOException {
    assertThatThrownBy(() -> read("[1]")).hasMessage("config.json is not a JSON object");
    assertThatThrownBy(() -> read("{\"a\": 1, \"a\": 2}")).hasMessageContaining("not JSON");
    assertThatThrownBy(() -> read("{} {}")).hasMessageContaining("not JSON");
    assertThatThrownBy(() -> read("{\"a\"")).hasMessageContaining("not JSON");
    assertThatThrownBy(() -> read("")).hasMessageContaining("config.json is not a JSON object");
    assertThatThrownBy(() -> read(" ".repeat(2 << 20))).hasMessageContaining("longer than 1048576");
    assertThatThrownBy(() -> ConfigReader.read(folder.resolve("absent.json")))
        .isInstanceOfSatisfying(
            ModelException.class,
            e -> assertThat(e.code()).isEqualTo(ModelException.Code.FILE_MISSING));
  }

  private ConfigReader read(String content) throws IOException {
    return ConfigReader.read(Files.writeString(folder.resolve("config.json"), content));
  }
}
