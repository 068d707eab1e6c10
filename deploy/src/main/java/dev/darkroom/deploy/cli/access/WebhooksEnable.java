package dev.darkroom.deploy.cli.access;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.client.FarmClient;
import dev.darkroom.deploy.cli.common.Common;
import dev.darkroom.deploy.cli.common.Exit;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Whether a webhook is to work. */
abstract class WebhooksEnable implements Callable<Integer> {
  @Mixin Common common = new Common();

  @Parameters(paramLabel = "ID", description = "The webhook's id.")
  String id = "";

  private final boolean enabled;

  private WebhooksEnable(boolean enabled) {
    this.enabled = enabled;
  }

  @Override
  public Integer call() {
    try (FarmClient farm = common.connect()) {
      JsonNode hook = farm.patch(WebhooksCommand.path(id), Map.of("enabled", enabled));
      System.out.println(common.json ? hook.toString() : WebhooksCommand.line(hook));
      return Exit.DONE;
    }
  }

  @Command(
      name = "enable",
      mixinStandardHelpOptions = true,
      description = "Lets a webhook work again; it is told what happens from now on.",
      footer = {"", "Example: darkroom webhooks enable wh_0192d7a2c1b2a3f40192d7a2c1b2a3f4"})
  static final class Enable extends WebhooksEnable {
    Enable() {
      super(true);
    }
  }

  @Command(
      name = "disable",
      mixinStandardHelpOptions = true,
      description = "Lets a webhook rest; what waits for it is given up.",
      footer = {"", "Example: darkroom webhooks disable wh_0192d7a2c1b2a3f40192d7a2c1b2a3f4"})
  static final class Disable extends WebhooksEnable {
    Disable() {
      super(false);
    }
  }
}
