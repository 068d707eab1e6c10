package dev.darkroom.deploy.cli.access;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.client.FarmClient;
import dev.darkroom.deploy.cli.common.Common;
import dev.darkroom.deploy.cli.common.Exit;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The delivery log. */
@Command(
    name = "deliveries",
    mixinStandardHelpOptions = true,
    description = "Lists a webhook's deliveries, the newest first; with --json all of each try.",
    footer = {"", "Example: darkroom webhooks deliveries wh_0192d7a2… --status failed"})
final class WebhooksDeliveries implements Callable<Integer> {
  @Mixin Common common = new Common();

  @Parameters(paramLabel = "ID", description = "The webhook's id.")
  String id = "";

  @Option(names = "--status", paramLabel = "S", description = "pending, delivered or failed.")
  @Nullable String status;

  @Option(names = "--event", paramLabel = "E", description = "Those of one type of event.")
  @Nullable String event;

  @Option(names = "--limit", paramLabel = "N", description = "At most so many (default: 20).")
  int limit = 20;

  @Override
  public Integer call() {
    String query =
        "?limit="
            + limit
            + (status == null ? "" : "&status=" + FarmClient.text(status))
            + (event == null ? "" : "&event=" + FarmClient.text(event));
    try (FarmClient farm = common.connect()) {
      JsonNode page = farm.get(WebhooksCommand.path(id) + "/deliveries" + query);
      for (JsonNode delivery : page.path("data")) {
        System.out.println(common.json ? delivery.toString() : line(delivery));
      }
      return Exit.DONE;
    }
  }

  static String line(JsonNode delivery) {
    JsonNode attempts = delivery.path("attempts");
    JsonNode last = attempts.path(attempts.size() - 1);
    return String.format(
        Locale.ROOT,
        "%s  %-9s  %-16s  %s  %d tries  %s  %d ms  %s",
        delivery.path("id").asText(),
        delivery.path("status").asText(),
        delivery.path("type").asText(),
        delivery.path("subject").asText(),
        attempts.size(),
        last.path("status").isInt() ? last.path("status").asText() : "-",
        last.path("latency_ms").asLong(),
        delivery.path("reason").asText(last.path("reason").asText("")));
  }
}
