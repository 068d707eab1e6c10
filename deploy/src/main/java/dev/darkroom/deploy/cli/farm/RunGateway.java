package dev.darkroom.deploy.cli.farm;

import dev.darkroom.deploy.config.FarmSettings;
import dev.darkroom.deploy.config.SettingTexts;
import dev.darkroom.deploy.farm.GatewayPart;
import picocli.CommandLine.Command;

/** A gateway alone. */
@Command(
    name = "gateway",
    mixinStandardHelpOptions = true,
    description = "Runs a gateway.",
    footer = {"", "Example: darkroom run gateway --config farm.properties --gateway.host 0.0.0.0"})
final class RunGateway extends RunPart {
  @Override
  Runnable start(SettingTexts texts) {
    FarmSettings farm = FarmSettings.of(texts);
    GatewayPart gateway = GatewayPart.start(farm);
    System.out.println("gateway  " + gateway.url());
    if (farm.gateway().access().apiKey().isEmpty()) {
      System.out.println("key      " + gateway.apiKey());
    }
    return gateway::close;
  }
}
