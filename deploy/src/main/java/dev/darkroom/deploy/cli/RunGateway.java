package dev.darkroom.deploy.cli;

import dev.darkroom.deploy.config.FarmSettings;
import dev.darkroom.deploy.farm.GatewayPart;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A gateway alone. */
@Command(
    name = "gateway",
    mixinStandardHelpOptions = true,
    description = "Runs a gateway.",
    footer = {"", "Example: darkroom run gateway --config farm.properties --gateway.host 0.0.0.0"})
final class RunGateway implements Callable<Integer> {
  @Mixin SettingFlags settings = new SettingFlags();

  @Spec @Nullable CommandSpec spec;

  @Mixin Verbosity verbosity = new Verbosity();

  @Override
  public Integer call() {
    Logs.toStandardError();
    FarmSettings farm = FarmSettings.of(settings.texts(Calls.of(spec), System.getenv()));
    Interrupts interrupts = Interrupts.hear();
    try (GatewayPart gateway = GatewayPart.start(farm)) {
      System.out.println("gateway  " + gateway.url());
      if (farm.gateway().apiKey().isEmpty()) {
        System.out.println("key      " + gateway.apiKey());
      }
      System.out.flush();
      interrupts.await();
    }
    return interrupts.exit();
  }
}
