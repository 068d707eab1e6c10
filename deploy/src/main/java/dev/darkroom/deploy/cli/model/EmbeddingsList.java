package dev.darkroom.deploy.cli.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.client.FarmClient;
import dev.darkroom.deploy.cli.common.Common;
import dev.darkroom.deploy.cli.common.Exit;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Every learned word, in its newest version. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists the learned words, each in its newest version.",
    footer = {"", "Example: darkroom embeddings list"})
final class EmbeddingsList implements Callable<Integer> {
  @Mixin Common common = new Common();

  @Override
  public Integer call() {
    try (FarmClient farm = common.connect()) {
      for (JsonNode word : farm.get("/v1/embeddings").path("data")) {
        System.out.println(common.json ? word.toString() : line(word));
      }
      return Exit.DONE;
    }
  }

  static String line(JsonNode word) {
    return String.format(
        Locale.ROOT,
        "%-24s  version %-3d  %s",
        word.path("token").asText(),
        word.path("version").asInt(),
        word.path("model").asText("any model"));
  }
}
