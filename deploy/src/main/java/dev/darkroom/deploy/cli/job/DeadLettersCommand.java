package dev.darkroom.deploy.cli.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.client.FarmClient;
import dev.darkroom.deploy.cli.common.Calls;
import dev.darkroom.deploy.cli.common.CommandFailure;
import dev.darkroom.deploy.cli.common.Common;
import dev.darkroom.deploy.cli.common.Exit;
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

/** Jobs that were given up. */
@Command(
    name = "dead-letters",
    mixinStandardHelpOptions = true,
    description = "Lists, shows and replays jobs that were given up after retries.",
    subcommands = {
      DeadLettersCommand.Listing.class,
      DeadLettersCommand.Show.class,
      DeadLettersCommand.Replay.class
    },
    footer = {"", "Example: darkroom dead-letters list"})
public final class DeadLettersCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(
        Calls.of(spec).commandLine(), "dead-letters what? Use list, show or replay");
  }

  /** Which of them. */
  static final class Which {
    @Option(names = "--pool", paramLabel = "P", description = "Those of one pool.")
    @Nullable String pool;

    @Option(names = "--model", paramLabel = "M", description = "Those of one model.")
    @Nullable String model;

    @Option(names = "--tenant", paramLabel = "T", description = "An operator's: one tenant's.")
    @Nullable String tenant;

    Map<String, Object> named() {
      Map<String, Object> named = new LinkedHashMap<>();
      put(named, "pool", pool);
      put(named, "model", model);
      put(named, "tenant", tenant);
      return named;
    }

    static void put(Map<String, Object> named, String name, @Nullable Object value) {
      if (value != null) {
        named.put(name, value);
      }
    }
  }

  private static JsonNode groups(FarmClient farm, Map<String, Object> query) {
    StringBuilder path = new StringBuilder("/v1/dead-letters");
    query.forEach((name, value) ->
        path.append(path.indexOf("?") < 0 ? '?' : '&')
            .append(name)
            .append('=')
            .append(FarmClient.text(value.toString())));
    return farm.get(path.toString()).path("data");
  }

  private static String line(JsonNode group) {
    return String.format(
        Locale.ROOT,
        "%s  %6d  %-10s  %-24s  %-20s  %s",
        group.path("fingerprint").asText(),
        group.path("count").asInt(),
        group.path("kind").asText(),
        group.path("code").asText(),
        group.path("model").asText(),
        group.path("last_at").asText());
  }

  /** By cause. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists dead letters by their cause, the most frequent first.",
      footer = {"", "Example: darkroom dead-letters list --model shapes-ldm"})
  static final class Listing implements Callable<Integer> {
    @Mixin Common common = new Common();
    @Mixin Which which = new Which();

    @Override
    public Integer call() {
      try (FarmClient farm = common.connect()) {
        for (JsonNode group : groups(farm, which.named())) {
          System.out.println(common.json ? group.toString() : line(group));
        }
        return Exit.DONE;
      }
    }
  }

  /** One cause. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Shows the dead letters of one cause, and the tries of the latest.",
      footer = {"", "Example: darkroom dead-letters show 1f0c4a529a1b8000"})
  static final class Show implements Callable<Integer> {
    @Mixin Common common = new Common();

    @Parameters(paramLabel = "FINGERPRINT", description = "The cause, as 'list' tells it.")
    String fingerprint = "";

    @Override
    public Integer call() {
      try (FarmClient farm = common.connect()) {
        JsonNode group = groups(farm, Map.of("fingerprint", fingerprint)).path(0);
        if (group.isMissingNode()) {
          throw CommandFailure.failed(
              "there are no dead letters of " + fingerprint + ": 'dead-letters list' lists causes");
        }
        System.out.println(common.json ? group.toString() : text(group));
        return Exit.DONE;
      }
    }

    private static String text(JsonNode group) {
      StringBuilder text = new StringBuilder(line(group));
      text.append('\n').append(group.path("example").path("message").asText());
      for (JsonNode attempt : group.path("example").path("attempts")) {
        text.append(
            String.format(
                Locale.ROOT,
                "%n  %s  run %d on %s: %s (%s)",
                attempt.path("at").asText(),
                attempt.path("epoch").asInt(),
                attempt.path("worker").asText(),
                attempt.path("message").asText(),
                attempt.path("code").asText()));
      }
      group.path("jobs").forEach(job -> text.append("\n  job ").append(job.asText()));
      return text.toString();
    }
  }

  /** Again. */
  @Command(
      name = "replay",
      mixinStandardHelpOptions = true,
      description =
          "Lets dead letters wait again: one job, all of one cause, or those of a filter.",
      footer = {
        "",
        "Example: darkroom dead-letters replay --fingerprint 1f0c4a529a1b8000 --dry-run"
      })
  static final class Replay implements Callable<Integer> {
    @Mixin Common common = new Common();
    @Mixin Which which = new Which();

    @Option(names = "--job", paramLabel = "ID", description = "One job.")
    @Nullable String job;

    @Option(names = "--fingerprint", paramLabel = "F", description = "All of one cause.")
    @Nullable String fingerprint;

    @Option(names = "--dry-run", description = "Only says what would be replayed.")
    boolean dryRun;

    @Override
    public Integer call() {
      Map<String, Object> body = which.named();
      Which.put(body, "job", job);
      Which.put(body, "fingerprint", fingerprint);
      if (body.isEmpty()) {
        throw CommandFailure.usage("say which: --job, --fingerprint, --pool, --model or --tenant");
      }
      body.put("dry_run", dryRun);
      try (FarmClient farm = common.connect()) {
        JsonNode done = farm.post("/v1/dead-letters/replay", body);
        System.out.println(
            common.json
                ? done.toString()
                : dryRun
                    ? done.path("matched").asInt() + " would be replayed"
                    : done.path("changed").asInt()
                        + " of "
                        + done.path("matched").asInt()
                        + " replayed");
        return done.path("refused").isEmpty() ? Exit.DONE : Exit.FAILED;
      }
    }
  }
}
