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

/** A delivery once more. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = "Sends a delivery again, under the same webhook-id.",
    footer = {"", "Example: darkroom webhooks replay wh_0192d7a2… msg_9f2c…"})
final class WebhooksReplay implements Callable<Integer> {
  @Mixin Common common = new Common();

  @Parameters(index = "0", paramLabel = "ID", description = "The webhook's id.")
  String id = "";

  @Parameters(index = "1", paramLabel = "DELIVERY", description = "The delivery's id.")
  String delivery = "";

  @Override
  public Integer call() {
    try (FarmClient farm = common.connect()) {
      JsonNode asked =
          farm.post(WebhooksCommand.path(id) + "/replay", Map.of("delivery", delivery));
      System.out.println(common.json ? asked.toString() : "replayed");
      return Exit.DONE;
    }
  }
}
