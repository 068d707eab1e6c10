package dev.darkroom.deploy.cli.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.client.FarmClient;
import dev.darkroom.deploy.cli.common.Common;
import dev.darkroom.deploy.cli.common.Exit;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** One model. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Shows a model: what may be asked of it, and what it does otherwise.",
    footer = {"", "Example: darkroom models show shapes-ldm"})
final class ModelsShow implements Callable<Integer> {
  @Mixin Common common = new Common();

  @Parameters(paramLabel = "MODEL", description = "Its name, or name@version.")
  String model = "";

  @Override
  public Integer call() {
    try (FarmClient farm = common.connect()) {
      JsonNode shown = farm.get("/v1/models/" + URLEncoder.encode(model, StandardCharsets.UTF_8));
      System.out.println(common.json ? shown.toString() : shown.toPrettyString());
      return Exit.DONE;
    }
  }
}
