package dev.darkroom.deploy.cli;

import dev.darkroom.deploy.config.FarmSettings;
import dev.darkroom.scheduler.runtime.SchedulerService;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
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
    SchedulerService scheduler =
        SchedulerService.start(farm.scheduler(), new SimpleMeterRegistry());
    System.out.println("scheduler  " + farm.scheduler().name());
    return scheduler::close;
  }
}
