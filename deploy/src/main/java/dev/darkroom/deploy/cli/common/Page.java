package dev.darkroom.deploy.cli.common;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.darkroom.client.FarmClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which part of a list. */
public final class Page {
  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most so many, up to 100 (default: ${DEFAULT-VALUE}).")
  int limit = 20;

  @Option(
      names = "--after",
      paramLabel = "ID",
      description = "What comes after this one: the last of the page before.")
  @Nullable String after;

  /** As a URL's query. */
  public String query() {
    return "?limit=" + limit + (after == null ? "" : "&after=" + FarmClient.text(after));
  }

  /** What is printed of something that was removed. */
  public static JsonNode gone(String id) {
    return JsonNodeFactory.instance.objectNode().put("id", id).put("removed", true);
  }
}
