package dev.darkroom.deploy.cli.access;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.client.FarmClient;
import dev.darkroom.deploy.cli.common.Calls;
import dev.darkroom.deploy.cli.common.CommandFailure;
import dev.darkroom.deploy.cli.common.Common;
import dev.darkroom.deploy.cli.common.Exit;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What holds for tenants. */
@Command(
    name = "tenants",
    mixinStandardHelpOptions = true,
    description = "Shows and sets tenants' shares and quotas; needs a key of role admin.",
    subcommands = {
      TenantsCommand.Listing.class,
      TenantsCommand.Show.class,
      TenantsCommand.Set.class,
      TenantsCommand.Quota.class
    },
    footer = {"", "Example: darkroom tenants set studio-a --weight 2 --max-running 8"})
public final class TenantsCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(
        Calls.of(spec).commandLine(), "tenants what? Use list, show, set or quota");
  }

  /** Prints what holds for a tenant. */
  private static void print(JsonNode tenant, boolean json) {
    System.out.println(
        json
            ? tenant.toString()
            : String.format(
                Locale.ROOT,
                "%-20s  weight %s  max queued %s  max running %s  budget %s s in %s s",
                tenant.path("id").asText(),
                tenant.path("weight").asText(),
                limit(tenant.path("max_queued")),
                limit(tenant.path("max_running")),
                limit(tenant.path("gpu_seconds")),
                limit(tenant.path("window_seconds"))));
  }

  private static String limit(JsonNode value) {
    return value.isNumber() ? value.asText() : "-";
  }

  private static String path(String tenant) {
    return "/v1/tenants/" + FarmClient.text(tenant);
  }

  /** All of them. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists the tenants of whom something was said.",
      footer = {"", "Example: darkroom tenants list"})
  static final class Listing implements Callable<Integer> {
    @Mixin Common common = new Common();

    @Override
    public Integer call() {
      try (FarmClient farm = common.connect()) {
        farm.get("/v1/tenants").path("data").forEach(tenant -> print(tenant, common.json));
        return Exit.DONE;
      }
    }
  }

  /** One of them. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Shows what holds for a tenant.",
      footer = {"", "Example: darkroom tenants show studio-a"})
  static final class Show implements Callable<Integer> {
    @Mixin Common common = new Common();

    @Parameters(paramLabel = "T", description = "The tenant.")
    String tenant = "";

    @Override
    public Integer call() {
      try (FarmClient farm = common.connect()) {
        print(farm.get(path(tenant)), common.json);
        return Exit.DONE;
      }
    }
  }

  /** Says what holds. */
  @Command(
      name = "set",
      mixinStandardHelpOptions = true,
      description = {
        "Says what holds for a tenant from now on; what is left out has no limit.",
        "Limits are of each pool."
      },
      footer = {
        "",
        "Example: darkroom tenants set studio-a --weight 2 --max-queued 50000 --max-running 8"
            + " --gpu-seconds 3600 --window 24h"
      })
  static final class Set implements Callable<Integer> {
    @Mixin Common common = new Common();

    @Parameters(paramLabel = "T", description = "The tenant.")
    String tenant = "";

    @Option(
        names = "--weight",
        paramLabel = "W",
        description = "Its share beside other tenants' (default: 1).")
    double weight = 1;

    @Option(names = "--max-queued", paramLabel = "N", description = "Jobs that may wait.")
    @Nullable Integer maxQueued;

    @Option(names = "--max-running", paramLabel = "N", description = "Jobs that workers may hold.")
    @Nullable Integer maxRunning;

    @Option(
        names = "--gpu-seconds",
        paramLabel = "N",
        description = "Worker time within each window.")
    @Nullable Double gpuSeconds;

    @Option(
        names = "--window",
        paramLabel = "D",
        description = "Its length: 90s, 15m, 24h or 7d (default: 24h).")
    @Nullable String window;

    @Override
    public Integer call() {
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("weight", weight);
      put(body, "max_queued", maxQueued);
      put(body, "max_running", maxRunning);
      if (gpuSeconds != null) {
        body.put("gpu_seconds", gpuSeconds);
        body.put("window_seconds", length(window == null ? "24h" : window).toMillis() / 1e3);
      } else if (window != null) {
        throw CommandFailure.usage("--window is the window of --gpu-seconds: give both");
      }
      try (FarmClient farm = common.connect()) {
        print(farm.put(path(tenant), body), common.json);
        return Exit.DONE;
      }
    }

    private static void put(Map<String, Object> body, String name, @Nullable Integer value) {
      if (value != null) {
        body.put(name, value);
      }
    }

    private static Duration length(String text) {
      try {
        String iso = text.toUpperCase(Locale.ROOT);
        return Duration.parse(iso.endsWith("D") ? "P" + iso : "PT" + iso);
      } catch (DateTimeParseException _) {
        throw CommandFailure.usage("'" + text + "' is no length of time: use 90s, 15m, 24h or 7d");
      }
    }
  }

  /** What is left. */
  @Command(
      name = "quota",
      mixinStandardHelpOptions = true,
      description = "Shows what the key's tenant has of each pool, and what is left to it.",
      footer = {"", "Example: darkroom tenants quota"})
  static final class Quota implements Callable<Integer> {
    @Mixin Common common = new Common();

    @Override
    public Integer call() {
      try (FarmClient farm = common.connect()) {
        JsonNode quota = farm.get("/v1/quota");
        if (common.json) {
          System.out.println(quota);
          return Exit.DONE;
        }
        for (JsonNode pool : quota.path("pools")) {
          System.out.printf(
              Locale.ROOT,
              "%-20s  queued %s  running %s  worker time %s s%n",
              pool.path("pool").asText(),
              count(pool.path("queued")),
              count(pool.path("running")),
              count(pool.path("gpu_seconds")));
        }
        return Exit.DONE;
      }
    }

    private static String count(JsonNode count) {
      return limit(count.path("used")) + " of " + limit(count.path("limit"));
    }
  }
}
