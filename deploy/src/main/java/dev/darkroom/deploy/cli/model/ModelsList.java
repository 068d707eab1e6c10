package dev.darkroom.deploy.cli.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.client.FarmClient;
import dev.darkroom.deploy.cli.common.Common;
import dev.darkroom.deploy.cli.common.Exit;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Every model, in its newest version. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists the models, each in its newest version.",
    footer = {"", "Example: darkroom models list"})
final class ModelsList implements Callable<Integer> {
  @Mixin Common common = new Common();

  @Override
  public Integer call() {
    try (FarmClient farm = common.connect()) {
      for (JsonNode model : farm.get("/v1/models").path("data")) {
        if (common.json) {
          System.out.println(model);
        } else if (model.path("id").equals(model.path("name"))) {
          System.out.println(line(model)); // and not again by the job that made it
        }
      }
      return Exit.DONE;
    }
  }

  private static String line(JsonNode model) {
    return String.format(
        Locale.ROOT,
        "%-24s  %-10s  %s",
        model.path("id").asText(),
        model.path("family").asText(),
        model.path("description").asText());
  }
}
