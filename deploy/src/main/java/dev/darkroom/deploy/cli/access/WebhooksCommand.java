package dev.darkroom.deploy.cli.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.darkroom.client.FarmClient;
import dev.darkroom.deploy.cli.common.Calls;
import dev.darkroom.deploy.cli.common.Common;
import dev.darkroom.deploy.cli.common.Exit;
import dev.darkroom.deploy.cli.common.Listing;
import dev.darkroom.deploy.cli.common.OnOne;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Being told instead of asking. */
@Command(
    name = "webhooks",
    mixinStandardHelpOptions = true,
    description = "Makes, changes, tests and deletes webhooks; shows and replays deliveries.",
    subcommands = {
      WebhooksCommand.Create.class,
      WebhooksCommand.Hooks.class,
      WebhooksCommand.Show.class,
      WebhooksCommand.Enable.class,
      WebhooksCommand.Disable.class,
      WebhooksCommand.Rotate.class,
      WebhooksCommand.Test.class,
      WebhooksDeliveries.class,
      WebhooksReplay.class,
      WebhooksCommand.Delete.class
    },
    footer = {"", "Example: darkroom webhooks create https://studio.example/hook --event 'job.*'"})
public final class WebhooksCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(
        Calls.of(spec).commandLine(),
        "webhooks what? Use create, list, show, enable, disable, rotate, test, deliveries, replay"
            + " or delete");
  }

  static String path(String id) {
    return "/v1/webhooks/" + FarmClient.text(id);
  }

  static String joined(JsonNode texts, String by) {
    StringJoiner all = new StringJoiner(by);
    texts.forEach(text -> all.add(text.asText()));
    return all.toString();
  }

  static String line(JsonNode hook) {
    JsonNode disabled = hook.path("disabled");
    return String.format(
        Locale.ROOT,
        "%s  %-22s  %s  %s",
        hook.path("id").asText(),
        disabled.isObject() ? "disabled (" + disabled.path("reason").asText() + ")" : "enabled",
        hook.path("url").asText(),
        joined(hook.path("events"), ","));
  }

  /** Makes a webhook. */
  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      description = {
        "Registers a webhook and prints its id and its secret, this once.",
        "Events: job.<status>, batch.<status>, job.*, batch.*, * (all of them, the default)."
      },
      footer = {
        "",
        "Example: darkroom webhooks create https://studio.example/hook --event job.succeeded"
      })
  static final class Create implements Callable<Integer> {
    @Mixin Common common = new Common();

    @Parameters(paramLabel = "URL", description = "Where events are posted.")
    String url = "";

    @Option(names = "--event", paramLabel = "E", description = "Which events; more than once.")
    List<String> events = List.of("*");

    @Option(names = "--kind", paramLabel = "K", description = "Jobs of this kind alone.")
    List<String> kinds = List.of();

    @Option(names = "--model", paramLabel = "M", description = "Jobs of this model alone.")
    List<String> models = List.of();

    @Option(names = "--pool", paramLabel = "P", description = "Jobs of this pool alone.")
    List<String> pools = List.of();

    @Option(
        names = "--metadata",
        paramLabel = "K=V",
        description = "Jobs and batches that carry this pair alone.")
    Map<String, String> metadata = Map.of();

    @Option(
        names = "--batch-lines",
        paramLabel = "W",
        description = "Jobs that are lines of a batch: include, exclude or only.")
    String lines = "include";

    @Option(names = "--description", paramLabel = "TEXT", description = "For people.")
    @Nullable String description;

    @Override
    public Integer call() {
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("url", url);
      body.put("events", events);
      body.put(
          "filter",
          Map.of(
              "kinds", kinds,
              "models", models,
              "pools", pools,
              "metadata", metadata,
              "batch_lines", lines));
      if (description != null) {
        body.put("description", description);
      }
      try (FarmClient farm = common.connect()) {
        JsonNode hook = farm.post("/v1/webhooks", body);
        System.out.println(common.json ? hook.toString() : issued(hook));
        return Exit.DONE;
      }
    }
  }

  private static String issued(JsonNode hook) {
    return hook.path("id").asText() + "  " + hook.path("secret").asText();
  }

  /** The webhooks there are. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists the tenant's webhooks; never their secrets.",
      footer = {"", "Example: darkroom webhooks list"})
  static final class Hooks extends Listing {
    @Override
    protected JsonNode ask(FarmClient farm) {
      return farm.get("/v1/webhooks");
    }

    @Override
    protected String line(JsonNode hook) {
      return WebhooksCommand.line(hook);
    }
  }

  /** One webhook. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Shows a webhook: its filter, and why it is disabled where it is.",
      footer = {"", "Example: darkroom webhooks show wh_0192d7a2c1b2a3f40192d7a2c1b2a3f4"})
  static final class Show extends OnOne {
    @Override
    protected JsonNode ask(FarmClient farm, String id) {
      return farm.get(path(id));
    }
  }

  /** A new secret. */
  @Command(
      name = "rotate",
      mixinStandardHelpOptions = true,
      description = "Makes a new secret and prints it, this once; the old one signs beside it.",
      footer = {"", "Example: darkroom webhooks rotate wh_0192d7a2… --grace 3600"})
  static final class Rotate extends OnOne {
    @Option(
        names = "--grace",
        paramLabel = "S",
        description = "Seconds for which the old secret signs too (default: a day).")
    @Nullable Long grace;

    @Override
    protected JsonNode ask(FarmClient farm, String id) {
      return farm.post(
          path(id) + "/rotate", grace == null ? Map.of() : Map.of("grace_seconds", grace));
    }

    @Override
    protected String text(JsonNode hook) {
      return issued(hook);
    }
  }

  /** An event that is none. */
  @Command(
      name = "test",
      mixinStandardHelpOptions = true,
      description = "Sends an event webhook.test, and prints the id of its delivery.",
      footer = {"", "Example: darkroom webhooks test wh_0192d7a2c1b2a3f40192d7a2c1b2a3f4"})
  static final class Test extends OnOne {
    @Override
    protected JsonNode ask(FarmClient farm, String id) {
      return farm.post(path(id) + "/test");
    }

    @Override
    protected String text(JsonNode asked) {
      return asked.path("delivery").asText();
    }
  }

  /** Whether one is to work. */
  private abstract static class Switch extends OnOne {
    private final boolean enabled;

    Switch(boolean enabled) {
      this.enabled = enabled;
    }

    @Override
    protected JsonNode ask(FarmClient farm, String id) {
      return farm.patch(path(id), Map.of("enabled", enabled));
    }

    @Override
    protected String text(JsonNode hook) {
      return line(hook);
    }
  }

  /** Lets one work. */
  @Command(
      name = "enable",
      mixinStandardHelpOptions = true,
      description = "Lets a webhook work again; it is told what happens from now on.",
      footer = {"", "Example: darkroom webhooks enable wh_0192d7a2c1b2a3f40192d7a2c1b2a3f4"})
  static final class Enable extends Switch {
    Enable() {
      super(true);
    }
  }

  /** Lets one rest. */
  @Command(
      name = "disable",
      mixinStandardHelpOptions = true,
      description = "Lets a webhook rest; what waits for it is given up.",
      footer = {"", "Example: darkroom webhooks disable wh_0192d7a2c1b2a3f40192d7a2c1b2a3f4"})
  static final class Disable extends Switch {
    Disable() {
      super(false);
    }
  }

  /** Ends a webhook. */
  @Command(
      name = "delete",
      mixinStandardHelpOptions = true,
      description = "Deletes a webhook and forgets its deliveries.",
      footer = {"", "Example: darkroom webhooks delete wh_0192d7a2c1b2a3f40192d7a2c1b2a3f4"})
  static final class Delete extends OnOne {
    @Override
    protected JsonNode ask(FarmClient farm, String id) {
      var _ = farm.delete(path(id));
      return JsonNodeFactory.instance.objectNode().put("id", id).put("deleted", true);
    }

    @Override
    protected String text(JsonNode gone) {
      return "deleted";
    }
  }
}
