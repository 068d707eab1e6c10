package dev.darkroom.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.failure.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
  @TempDir Path folder;

  @Test
  void keysAreReadByNameAndNullIsTheDefault() throws IOException {
    ConfigFile config =
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
    ConfigFile config = read("{\"channels\": 8, \"dual_attention\": true, \"nothing\": null}");
    config.integer("channels", 4, 1, 16);
    assertThatThrownBy(config::finish)
        .isInstanceOf(ModelException.class)
        .hasMessageEndingWith("/config.json: unknown key dual_attention: known are [channels]");
  }

  @Test
  void aValueOutsideItsRangeIsRefusedWithWhatWouldBeRight() throws IOException {
    ConfigFile config = read("{\"channels\": 80, \"act\": \"mish\", \"ratio\": 1e999}");
    assertThatThrownBy(() -> config.integer("channels", 4, 1, 16))
        .hasMessageEndingWith(
            "/config.json: channels 80 is not supported: use a whole number from 1 to 16");
    assertThatThrownBy(() -> config.choice("act", "gelu", Map.of("silu", 1, "gelu", 2)))
        .hasMessageEndingWith("/config.json: act \"mish\" is not supported: use gelu or silu");
    assertThatThrownBy(() -> config.number("ratio", 1, 0, 1)).hasMessageContaining("ratio");
  }

  @Test
  void aKeyWithOneSupportedValueTakesNoOther() throws IOException {
    ConfigFile config = read("{\"scale\": 1, \"clip\": -Infinity, \"extra\": \"x\"}");
    config.require("scale", 1.0);
    config.require("clip", Double.NEGATIVE_INFINITY);
    config.require("absent", true);
    assertThatThrownBy(() -> config.require("extra", null))
        .hasMessageEndingWith("/config.json: extra \"x\" is not supported: use null");
  }

  @Test
  void listsAreReadWholeOrPerPlace() throws IOException {
    ConfigFile config =
        read("{\"widths\": [32, 64], \"heads\": 8, \"types\": [\"A\"], \"mean\": [0.5, -1]}");
    assertThat(config.counts("widths")).hasValue(List.of(32, 64));
    assertThat(config.countPerPlace("heads", 1, 2)).containsExactly(8, 8);
    assertThat(config.countPerPlace("widths", 1, 2)).containsExactly(32, 64);
    assertThat(config.countPerPlace("depth", 1, 3)).containsExactly(1, 1, 1);
    assertThat(config.texts("types")).hasValue(List.of("A"));
    assertThat(config.numbers("mean")).hasValue(List.of(0.5, -1.0));
    assertThat(config.numbers("std")).isEmpty();
    config.ignore("anything");
    config.finish();
    assertThatThrownBy(() -> config.countPerPlace("widths", 1, 3))
        .hasMessageContaining("widths [32,64] is not supported: use one number, or a list of 3");
    assertThatThrownBy(() -> config.counts("mean"))
        .hasMessageContaining("mean [0.5,-1] is not supported: use a list of whole numbers");
    assertThatThrownBy(() -> config.texts("heads")).hasMessageContaining("use a list of texts");
  }

  @Test
  void textInMemoryIsReadLikeAFile() {
    assertThat(ConfigFile.of("unet", "{\"a\": 3}").count("a", 1)).isEqualTo(3);
    assertThatThrownBy(() -> ConfigFile.of("unet", "{\"a\": 0}").count("a", 1))
        .hasMessageStartingWith("unet: a 0 is not supported: use a whole number from 1");
    assertThatThrownBy(() -> ConfigFile.of("unet", "[".repeat(40) + "]".repeat(40)))
        .hasMessageStartingWith("unet is not JSON");
  }

  @Test
  void whatIsNoConfigurationIsRefused() throws IOException {
    assertThatThrownBy(() -> read("[1]")).hasMessageEndingWith("/config.json is not a JSON object");
    assertThatThrownBy(() -> read("{\"a\": 1, \"a\": 2}")).hasMessageContaining("not JSON");
    assertThatThrownBy(() -> read("{} {}")).hasMessageContaining("not JSON");
    assertThatThrownBy(() -> read("{\"a\"")).hasMessageContaining("not JSON");
    assertThatThrownBy(() -> read("")).hasMessageEndingWith("config.json is not a JSON object");
    assertThatThrownBy(() -> read(" ".repeat(2 << 20))).hasMessageContaining("longer than 1048576");
    assertThatThrownBy(() -> ConfigFile.read(folder.resolve("absent.json")))
        .isInstanceOfSatisfying(
            ModelException.class,
            e -> assertThat(e.code()).isEqualTo(ModelException.Code.FILE_MISSING));
  }

  private ConfigFile read(String content) throws IOException {
    return ConfigFile.read(Files.writeString(folder.resolve("config.json"), content));
  }
}
