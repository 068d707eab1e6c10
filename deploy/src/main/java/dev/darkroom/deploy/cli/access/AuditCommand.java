package dev.darkroom.deploy.cli.access;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.client.FarmClient;
import dev.darkroom.deploy.cli.common.Common;
import dev.darkroom.deploy.cli.common.Exit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Who has asked for which change. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description = "Lists who has asked for which change, the newest first; needs role admin.",
    footer = {"", "Example: darkroom audit --operation createKey --since 2026-11-22T00:00:00Z"})
public final class AuditCommand implements Callable<Integer> {
  private static final int PAGE = 100;

  @Mixin Common common = new Common();

  @Option(names = "--tenant", paramLabel = "T", description = "What concerns one tenant.")
  @Nullable String tenant;

  @Option(names = "--operation", paramLabel = "O", description = "One operation: createJob, ….")
  @Nullable String operation;

  @Option(names = "--key-id", paramLabel = "ID", description = "What was done with one key.")
  @Nullable String keyId;

  @Option(names = "--status", paramLabel = "S", description = "An HTTP status, or 4xx.")
  @Nullable String status;

  @Option(names = "--since", paramLabel = "TIME", description = "From then on, in RFC 3339.")
  @Nullable String since;

  @Option(names = "--until", paramLabel = "TIME", description = "Before then, in RFC 3339.")
  @Nullable String until;

  @Option(names = "--limit", paramLabel = "N", description = "At most so many (default: 100).")
  int limit = PAGE;

  @Override
  public Integer call() {
    Map<String, String> query = new LinkedHashMap<>();
    put(query, "tenant", tenant);
    put(query, "operation", operation);
    put(query, "key", keyId);
    put(query, "status", status);
    put(query, "since", since);
    put(query, "until", until);
    try (FarmClient farm = common.connect()) {
      int left = limit;
      while (left > 0) {
        query.put("limit", Integer.toString(Math.min(left, PAGE)));
        JsonNode page = farm.get(path(query));
        for (JsonNode entry : page.path("data")) {
          System.out.println(common.json ? entry.toString() : line(entry));
        }
        left -= page.path("data").size();
        if (!page.path("has_more").asBoolean()) {
          break;
        }
        query.put("after", page.path("next").asText());
      }
      return Exit.DONE;
    }
  }

  private static String path(Map<String, String> query) {
    StringBuilder path = new StringBuilder("/v1/audit");
    query.forEach((name, value) ->
        path.append(path.indexOf("?") < 0 ? '?' : '&')
            .append(name)
            .append('=')
            .append(FarmClient.text(value)));
    return path.toString();
  }

  private static void put(Map<String, String> query, String name, @Nullable String value) {
    if (value != null) {
      query.put(name, value);
    }
  }

  static String line(JsonNode entry) {
    return String.format(
        Locale.ROOT,
        "%s  %-16s  %-16s  %-20s  %d%s  %s",
        entry.path("at").asText(),
        entry.path("tenant").asText("-"),
        entry.path("key").asText("-"),
        entry.path("operation").asText(),
        entry.path("status").asInt(),
        entry.path("code").isTextual() ? " " + entry.path("code").asText() : "",
        WebhooksCommand.joined(entry.path("ids"), " "));
  }
}
