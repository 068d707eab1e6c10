package dev.darkroom.deploy.cli.model;

import dev.darkroom.deploy.cli.common.Calls;
import dev.darkroom.deploy.cli.common.CommandFailure;
import dev.darkroom.deploy.cli.common.DataFolder;
import dev.darkroom.deploy.cli.common.Printing;
import dev.darkroom.deploy.cli.common.SettingFlags;
import dev.darkroom.deploy.config.FarmSettings;
import dev.darkroom.deploy.config.SettingTexts;
import dev.darkroom.deploy.config.Settings;
import dev.darkroom.deploy.farm.FarmFolder;
import dev.darkroom.deploy.farm.ModelBucket;
import dev.darkroom.storage.object.ModelRepository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/**
 * The options of commands that speak to the farm's S3 server directly: the server of the farm that
 * runs on a data folder, unless settings name another.
 */
final class ModelStore extends Printing {
  @Mixin SettingFlags settings = new SettingFlags();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Data folder of a farm on this machine (default: ~/.darkroom).")
  Path data = DataFolder.standard();

  <T> T with(@Nullable CommandSpec command, Function<ModelRepository, T> action) {
    SettingTexts given = settings.texts(Calls.of(command), System.getenv());
    Path local = FarmFolder.settings(data);
    if (!given.has(Settings.S3_ENDPOINT)) {
      if (!Files.isReadable(local)) {
        throw CommandFailure.usage(
            "no farm has run on "
                + data
                + ": start one with 'darkroom up', or name its S3 server with --s3.endpoint");
      }
      given = SettingTexts.ofFile(local).under(given);
    }
    try (ModelBucket bucket = ModelBucket.open(FarmSettings.s3Of(given))) {
      return action.apply(bucket.models());
    }
  }
}
