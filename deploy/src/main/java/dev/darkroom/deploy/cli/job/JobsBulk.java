package dev.darkroom.deploy.cli.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.client.FarmClient;
import dev.darkroom.deploy.cli.common.CommandFailure;
import dev.darkroom.deploy.cli.common.Common;
import dev.darkroom.deploy.cli.common.Exit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One deed for many jobs: page after page until all are done, then what became of them. */
@Command(
    name = "bulk",
    mixinStandardHelpOptions = true,
    description = {
      "Cancels, moves, reprioritises or retries the jobs that a filter names, the oldest first.",
      "An operator's key means the jobs of all tenants, any other its own."
    },
    footer = {
      "",
      "Example: darkroom jobs bulk cancel --pool night --older-than 24h --dry-run",
      "Example: darkroom jobs bulk move --pool night --to default",
      "Example: darkroom jobs bulk reprioritise --tenant acme --to-priority 2"
    })
final class JobsBulk implements Callable<Integer> {
  @Mixin Common common = new Common();

  @Mixin BulkFilter filter = new BulkFilter();

  /** What is done. */
  enum Action {
    cancel,
    move,
    reprioritise,
    retry
  }

  @Parameters(paramLabel = "ACTION", description = "One of: ${COMPLETION-CANDIDATES}.")
  @Nullable Action action;

  @Option(names = "--to", paramLabel = "POOL", description = "With move, where the jobs then wait.")
  @Nullable String to;

  @Option(
      names = "--to-priority",
      paramLabel = "0-9",
      description = "With reprioritise, their new priority.")
  @Nullable Integer toPriority;

  @Option(names = "--dry-run", description = "Only says how many there are, and the first of them.")
  boolean dryRun;

  @Option(names = "--limit", paramLabel = "N", description = "At most so many (default: all).")
  @Nullable Integer limit;

  @Override
  public Integer call() {
    Map<String, Object> body = body();
    BulkSum sum = new BulkSum();
    try (FarmClient farm = common.connect()) {
      boolean more = true;
      while (more) {
        if (limit != null) {
          body.put("limit", Math.min(BulkSum.MAX_PAGE, limit - sum.seen()));
        }
        JsonNode page = farm.post("/v1/jobs/bulk", body);
        sum.add(page);
        body.put("after", page.path("next").asText());
        more = !dryRun && !page.path("next").isNull() && (limit == null || sum.seen() < limit);
      }
    }
    System.out.println(common.json ? sum.json().toString() : sum.text());
    return sum.refused() == 0 ? Exit.DONE : Exit.FAILED;
  }

  private Map<String, Object> body() {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("action", String.valueOf(action));
    body.put("filter", filter.fields());
    body.put("dry_run", dryRun);
    if (to != null) {
      body.put("pool", to);
    }
    if (toPriority != null) {
      body.put("priority", toPriority);
    }
    if (limit != null && limit < 1) {
      throw CommandFailure.usage("--limit " + limit + " is below 1");
    }
    return body;
  }
}
