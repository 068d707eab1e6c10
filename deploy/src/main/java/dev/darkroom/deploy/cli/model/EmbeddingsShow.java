package dev.darkroom.deploy.cli.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.client.FarmClient;
import dev.darkroom.deploy.cli.common.Common;
import dev.darkroom.deploy.cli.common.Exit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** One learned word. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Shows a learned word: what it was learned with, its scores, samples and files.",
    footer = {"", "Example: darkroom embeddings show my-cat@2"})
final class EmbeddingsShow implements Callable<Integer> {
  @Mixin Common common = new Common();

  @Parameters(paramLabel = "NAME", description = "Its name, or name@version.")
  String name = "";

  @Override
  public Integer call() {
    try (FarmClient farm = common.connect()) {
      JsonNode word = farm.get("/v1/embeddings/" + FarmClient.text(name));
      System.out.println(common.json ? word.toString() : word.toPrettyString());
      return Exit.DONE;
    }
  }
}
