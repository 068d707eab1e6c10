package dev.darkroom.deploy.cli.common;

import dev.darkroom.deploy.config.Setting;
import dev.darkroom.deploy.config.SettingTexts;
import dev.darkroom.deploy.config.Settings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** A flag for every setting, and the file that holds others: the settings of a command's call. */
public final class SettingFlags {
  @Option(
      names = "--config",
      paramLabel = "F",
      description = "Settings: lines of key = value. Flags win, then DARKROOM_*, then the file.")
  @Nullable Path config;

  /**
   * Adds the flags to a command.
   *
   * @param hidden whether its help leaves them out
   */
  public static void addTo(CommandLine command, boolean hidden) {
    for (Setting<?> setting : Settings.ALL) {
      command
          .getCommandSpec()
          .addOption(
              OptionSpec.builder("--" + setting.key())
                  .paramLabel("V")
                  .type(String.class)
                  .hidden(hidden)
                  .order(1_000 + Settings.ALL.indexOf(setting))
                  .description(
                      escaped(
                          setting.meaning()
                              + setting
                                  .otherwise()
                                  .map(words -> " (default: " + words + ")")
                                  .orElse("")
                              + "."))
                  .build());
    }
  }

  private static String escaped(String description) {
    return description.replace("%", "%%");
  }

  /** What this call gives: the file, then the environment, then the flags. */
  public SettingTexts texts(CommandSpec command, Map<String, String> environment) {
    SettingTexts file = config == null ? SettingTexts.none() : SettingTexts.ofFile(config);
    return file.under(SettingTexts.ofEnvironment(environment)).under(flags(command));
  }

  /** What the flags alone give. */
  public static SettingTexts flags(CommandSpec command) {
    Map<String, String> given = new LinkedHashMap<>();
    for (OptionSpec option : command.commandLine().getParseResult().matchedOptions()) {
      String key = option.longestName().substring(2);
      if (Settings.ALL.stream().anyMatch(setting -> setting.key().equals(key))) {
        given.put(key, option.getValue());
      }
    }
    return SettingTexts.of(given, "the command line");
  }
}
