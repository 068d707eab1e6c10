package dev.darkroom.deploy.cli.common;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.deploy.cli.Ran;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SettingFlagsTest {
  @TempDir Path folder;

  @Test
  void aFlagThatNamesNoSettingIsAWrongCall() {
    Ran ran = Ran.command("run", "scheduler", "--kafka.bootstap", "broker:9092");

    assertThat(ran.exit()).isEqualTo(Exit.USAGE);
    assertThat(ran.err()).contains("--kafka.bootstap").contains("--kafka.bootstrap");
  }

  @Test
  void aPartWithoutItsServersSaysWhatIsMissing() {
    Ran ran = Ran.command("run", "scheduler");

    assertThat(ran.exit()).isEqualTo(Exit.USAGE);
    assertThat(ran.err()).contains("kafka.bootstrap is not set").contains("--kafka.bootstrap");
  }

  @Test
  void aSettingsFileThatIsNotThereIsAWrongCall() {
    Ran ran = Ran.command("run", "gateway", "--config", folder.resolve("none").toString());

    assertThat(ran.exit()).isEqualTo(Exit.USAGE);
    assertThat(ran.err()).contains("there is no settings file");
  }

  @Test
  void anImpossiblePortIsAWrongCall() {
    Ran ran = Ran.command("up", "--data", folder.toString(), "--port", "70000");

    assertThat(ran.exit()).isEqualTo(Exit.USAGE);
    assertThat(ran.err()).contains("port 70000 is not in 0 … 65535");
  }

  @Test
  void runWithoutAPartAsksWhich() {
    Ran ran = Ran.command("run");

    assertThat(ran.exit()).isEqualTo(Exit.USAGE);
    assertThat(ran.err()).contains("gateway, scheduler or worker");
  }

  @Test
  void theHelpOfAPartListsTheSettings() {
    assertThat(Ran.command("run", "worker", "--help").out())
        .contains("--worker.threads")
        .contains("(default: 4GiB)")
        .contains("--label");
  }

  @Test
  void modelsOfAFolderWhereNoFarmRanAreNotFound() {
    Ran ran = Ran.command("models", "remove", "shapes", "--data", folder.toString());

    assertThat(ran.exit()).isEqualTo(Exit.USAGE);
    assertThat(ran.err()).contains("no farm has run on " + folder);
  }
}
