package dev.darkroom.deploy.cli.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.client.FarmClient;
import dev.darkroom.deploy.cli.common.CommandFailure;
import dev.darkroom.deploy.cli.common.Common;
import dev.darkroom.deploy.cli.common.Exit;
import dev.darkroom.deploy.cli.common.Page;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is done with a learned word that the farm keeps. */
abstract sealed class EmbeddingsChange implements Callable<Integer> {
  @Mixin Common common = new Common();

  @Parameters(paramLabel = "NAME", description = "Its name, or name@version.")
  String name = "";

  final String path() {
    return "/v1/embeddings/" + FarmClient.text(name);
  }

  /** Every version. */
  @Command(
      name = "versions",
      mixinStandardHelpOptions = true,
      description = "Lists the versions of a learned word, the newest first.",
      footer = {"", "Example: darkroom embeddings versions my-cat"})
  static final class Versions extends EmbeddingsChange {
    @Override
    public Integer call() {
      try (FarmClient farm = common.connect()) {
        for (JsonNode word : farm.get(path() + "/versions").path("data")) {
          System.out.println(common.json ? word.toString() : EmbeddingsList.line(word));
        }
        return Exit.DONE;
      }
    }
  }

  /** Says something of it. */
  @Command(
      name = "describe",
      mixinStandardHelpOptions = true,
      description = "Says a word's licence, who may use it, and its other names.",
      footer = {"", "Example: darkroom embeddings describe my-cat --visibility shared"})
  static final class Describe extends EmbeddingsChange {
    @Option(names = "--licence", paramLabel = "L", description = "Under which it may be used.")
    @Nullable String licence;

    @Option(names = "--visibility", paramLabel = "V", description = "private or shared.")
    @Nullable String visibility;

    @Option(names = "--alias", paramLabel = "A", description = "Another name; repeatable.")
    List<String> aliases = List.of();

    @Override
    public Integer call() {
      Map<String, Object> about = new LinkedHashMap<>();
      if (licence != null) {
        about.put("licence", licence);
      }
      if (visibility != null) {
        about.put("visibility", visibility);
      }
      if (!aliases.isEmpty()) {
        about.put("aliases", aliases);
      }
      if (about.isEmpty()) {
        throw CommandFailure.usage("say what: --licence, --visibility or --alias");
      }
      try (FarmClient farm = common.connect()) {
        JsonNode word = farm.patch(path(), about);
        System.out.println(common.json ? word.toString() : word.toPrettyString());
        return Exit.DONE;
      }
    }
  }

  /** Takes it away. */
  @Command(
      name = "remove",
      mixinStandardHelpOptions = true,
      description = "Removes a learned word, or one version of it.",
      footer = {"", "Example: darkroom embeddings remove my-cat@1"})
  static final class Remove extends EmbeddingsChange {
    @Override
    public Integer call() {
      try (FarmClient farm = common.connect()) {
        var _ = farm.delete(path());
        System.out.println(common.json ? Page.gone(name).toString() : "removed");
        return Exit.DONE;
      }
    }
  }
}
