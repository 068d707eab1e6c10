package dev.darkroom.deploy.cli;

import dev.darkroom.deploy.config.FarmSettings;
import dev.darkroom.scheduler.runtime.SchedulerService;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A scheduler alone. */
@Command(
    name = "scheduler",
    mixinStandardHelpOptions = true,
    description = "Runs a scheduler; several share the partitions and take over from each other.",
    footer = {"", "Example: darkroom run scheduler --config farm.properties"})
final class RunScheduler implements Callable<Integer> {
  @Mixin SettingFlags settings = new SettingFlags();

  @Spec @Nullable CommandSpec spec;

  @Mixin Verbosity verbosity = new Verbosity();

  @Override
  public Integer call() {
    Logs.toStandardError();
    FarmSettings farm = FarmSettings.of(settings.texts(Calls.of(spec), System.getenv()));
    Interrupts interrupts = Interrupts.hear();
    try (SchedulerService _ = SchedulerService.start(farm.scheduler(), new SimpleMeterRegistry())) {
      System.out.println("scheduler  " + farm.scheduler().name());
      System.out.flush();
      interrupts.await();
    }
    return interrupts.exit();
  }
}
