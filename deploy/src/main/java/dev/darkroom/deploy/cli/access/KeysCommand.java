package dev.darkroom.deploy.cli.access;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.client.FarmClient;
import dev.darkroom.deploy.cli.common.Calls;
import dev.darkroom.deploy.cli.common.Common;
import dev.darkroom.deploy.cli.common.Exit;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The farm's keys. */
@Command(
    name = "keys",
    mixinStandardHelpOptions = true,
    description = "Makes, lists and revokes API keys; needs a key of role admin.",
    subcommands = {KeysCommand.Create.class, KeysCommand.Listing.class, KeysCommand.Revoke.class},
    footer = {"", "Example: darkroom keys create --tenant studio-a --role submitter"})
public final class KeysCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(
        Calls.of(spec).commandLine(), "keys what? Use create, list or revoke");
  }

  /** Makes a key. */
  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      description = {
        "Makes a key and prints it, this once.",
        "Roles: submitter (generation, evaluation, noop), trainer (training too), operator (pools,",
        "workers, every tenant's jobs), admin (everything)."
      },
      footer = {
        "",
        "Example: darkroom keys create --tenant studio-a --role submitter --name printer \\",
        "             --scope jobs:read,jobs:write --expires 90d --budget 3600/1d --json"
      })
  static final class Create implements Callable<Integer> {
    @Mixin Common common = new Common();

    @Option(
        names = "--tenant",
        paramLabel = "T",
        required = true,
        description = "Whose key it is; a tenant is there once it is named.")
    String tenant = "";

    @Option(
        names = "--role",
        paramLabel = "R",
        required = true,
        description = "submitter, trainer, operator or admin.")
    String role = "";

    @Option(names = "--name", paramLabel = "N", description = "What you call it.")
    @Nullable String name;

    @Option(
        names = "--scope",
        paramLabel = "S",
        split = ",",
        description = "The only scopes that it is good for, such as jobs:read; any where left out.")
    List<String> scopes = List.of();

    @Option(
        names = "--expires",
        paramLabel = "WHEN",
        description = "From when on it is good no more: 90d, 12h, or 2027-01-31T00:00:00Z.")
    @Nullable String expires;

    @Option(
        names = "--budget",
        paramLabel = "SECONDS/WINDOW",
        description = "Worker time of the jobs submitted with it in each window, such as 3600/1d.")
    @Nullable String budget;

    private Map<String, Object> body() {
      Map<String, Object> body = new LinkedHashMap<>(Map.of("tenant", tenant, "role", role));
      if (name != null) {
        body.put("name", name);
      }
      if (!scopes.isEmpty()) {
        body.put("scopes", scopes);
      }
      if (expires != null) {
        body.put("expires_at", KeyTimes.expiry(expires, Instant.now()).toString());
      }
      if (budget != null) {
        body.putAll(KeyTimes.budget(budget));
      }
      return body;
    }

    @Override
    public Integer call() {
      try (FarmClient farm = common.connect()) {
        JsonNode key = farm.post("/v1/keys", body());
        System.out.println(common.json ? key.toString() : key.path("key").asText());
        return Exit.DONE;
      }
    }
  }

  /** The keys there are. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists the keys that were given out and not revoked; never their secrets.",
      footer = {"", "Example: darkroom keys list --tenant studio-a"})
  static final class Listing implements Callable<Integer> {
    @Mixin Common common = new Common();

    @Option(names = "--tenant", paramLabel = "T", description = "Those of one tenant.")
    @Nullable String tenant;

    @Override
    public Integer call() {
      try (FarmClient farm = common.connect()) {
        String query = tenant == null ? "" : "?tenant=" + FarmClient.text(tenant);
        for (JsonNode key : farm.get("/v1/keys" + query).path("data")) {
          System.out.println(common.json ? key.toString() : line(key));
        }
        return Exit.DONE;
      }
    }

    private static String line(JsonNode key) {
      return String.format(
          Locale.ROOT,
          "%s  %-20s  %-10s  %-20s  %-24s  %s",
          key.path("id").asText(),
          key.path("tenant").asText(),
          key.path("role").asText(),
          key.path("expires_at").asText("never"),
          key.path("name").asText(""),
          StreamSupport.stream(key.path("scopes").spliterator(), false)
              .map(JsonNode::asText)
              .collect(Collectors.joining(",")));
    }
  }

  /** Ends a key. */
  @Command(
      name = "revoke",
      mixinStandardHelpOptions = true,
      description = "Lets a key be good no more.",
      footer = {"", "Example: darkroom keys revoke 0192d7a2c1b2a3f4"})
  static final class Revoke implements Callable<Integer> {
    @Mixin Common common = new Common();

    @Parameters(paramLabel = "ID", description = "The key's id, as 'keys list' tells it.")
    String id = "";

    @Override
    public Integer call() {
      try (FarmClient farm = common.connect()) {
        JsonNode _ = farm.delete("/v1/keys/" + FarmClient.text(id));
        System.out.println(common.json ? "{\"id\":\"" + id + "\",\"revoked\":true}" : "revoked");
        return Exit.DONE;
      }
    }
  }
}
