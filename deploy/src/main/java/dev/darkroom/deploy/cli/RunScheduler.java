package dev.darkroom.deploy.cli;

import dev.darkroom.deploy.config.FarmSettings;
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
  Runnable start(FarmSettings farm) {
    SchedulerPart scheduler = SchedulerPart.start(farm);
    System.out.println("scheduler  " + farm.scheduler().name());
    scheduler.statusPort().ifPresent(port -> System.out.println("status     port " + port));
    return scheduler::close;
  }
}
