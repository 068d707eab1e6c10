package dev.darkroom.deploy.cli.farm;

import dev.darkroom.deploy.config.FarmSettings;
import dev.darkroom.deploy.config.SettingTexts;
import dev.darkroom.deploy.farm.SchedulerPart;
import picocli.CommandLine.Command;

/** A scheduler alone. */
@Command(
    name = "scheduler",
    mixinStandardHelpOptions = true,
    description = "Runs a scheduler; several share the partitions and take over from each other.",
    footer = {"", "Example: darkroom run scheduler --config farm.properties"})
final class RunScheduler extends RunPart {
  @Override
  Runnable start(SettingTexts texts) {
    FarmSettings.SchedulerAlone alone = FarmSettings.schedulerOf(texts);
    SchedulerPart scheduler = SchedulerPart.start(alone);
    System.out.println("scheduler  " + alone.settings().name());
    scheduler.statusPort().ifPresent(port -> System.out.println("status     port " + port));
    return scheduler::close;
  }
}
