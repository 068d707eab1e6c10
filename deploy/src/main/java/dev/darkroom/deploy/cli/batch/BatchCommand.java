package dev.darkroom.deploy.cli.batch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.client.FarmClient;
import dev.darkroom.deploy.cli.common.Calls;
import dev.darkroom.deploy.cli.common.Common;
import dev.darkroom.deploy.cli.common.Exit;
import dev.darkroom.deploy.cli.common.Listing;
import dev.darkroom.deploy.cli.common.OnOne;
import dev.darkroom.deploy.cli.common.OutFile;
import dev.darkroom.deploy.cli.common.Page;
import dev.darkroom.deploy.cli.common.Sending;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Many jobs at once. */
@Command(
    name = "batch",
    mixinStandardHelpOptions = true,
    description = "Submits files of jobs, and shows, cancels and fetches what came of them.",
    subcommands = {
      BatchCommand.Submit.class,
      BatchRunCommand.class,
      BatchCommand.Batches.class,
      BatchCommand.Status.class,
      BatchCommand.Cancel.class,
      BatchCommand.Retry.class,
      BatchCommand.Results.class
    },
    footer = {"", "Example: darkroom batch run prompts.jsonl --out pictures"})
public final class BatchCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(
        Calls.of(spec).commandLine(),
        "batch what? Use run, submit, list, status, cancel, retry or results");
  }

  private static String line(JsonNode batch) {
    JsonNode counts = batch.path("request_counts");
    return String.format(
        Locale.ROOT,
        "%s  %s  %d of %d succeeded, %d failed",
        batch.path("id").asText(),
        batch.path("status").asText(),
        counts.path("completed").asInt(),
        counts.path("total").asInt(),
        counts.path("failed").asInt());
  }

  private static String path(String id) {
    return "/v1/batches/" + FarmClient.text(id);
  }

  /** Brings a file. */
  @Command(
      name = "submit",
      mixinStandardHelpOptions = true,
      description = {
        "Brings a file with a job on each line: its fields as in the API, and a custom_id.",
        "Every line is checked before any is queued."
      },
      footer = {
        "",
        "Example line: {\"custom_id\":\"a\",\"kind\":\"generation\",\"model\":\"shapes-ldm\","
            + "\"prompt\":\"a red circle\"}",
        "Example: darkroom batch submit prompts.jsonl --json",
        "Example: darkroom batch submit prompts.jsonl --sweep seed=1..4 --sweep guidance_scale=3,5"
      })
  static final class Submit implements Callable<Integer> {
    @Mixin Common common = new Common();

    @Parameters(paramLabel = "F", description = "The file of JSON lines.")
    Path file = Path.of("");

    @Option(
        names = "--idempotency-key",
        paramLabel = "K",
        description = "The same file under the same key is the same batch, however often it comes.")
    @Nullable String key;

    @Mixin BatchOptions options = new BatchOptions();

    @Override
    public Integer call() throws IOException {
      OutFile.requireInput(file);
      String sent = key != null ? key : UUID.randomUUID().toString();
      String query = options.query(InstantSource.system());
      JsonNode answer = bring(sent, query);
      if (options.validateOnly) {
        return report(answer);
      }
      System.out.println(common.json ? answer.toString() : line(answer));
      return Exit.DONE;
    }

    private JsonNode bring(String sent, String query) throws IOException {
      try (FarmClient farm = common.connect();
          Sending sending = Sending.of(file, common.json)) {
        return farm.batches().bring(file, sent, query, sending);
      }
    }

    private int report(JsonNode report) {
      if (common.json) {
        System.out.println(report);
      } else {
        int faults = report.path("errors").path("count").asInt();
        System.out.println(report.path("total").asInt() + " jobs, " + faults + " faults");
        report
            .path("errors")
            .path("data")
            .forEach(fault ->
                System.out.println(
                    (fault.path("line").isInt() ? "line " + fault.path("line").asInt() + ": " : "")
                        + fault.path("message").asText()));
      }
      return report.path("valid").asBoolean() ? Exit.DONE : Exit.FAILED;
    }
  }

  /** A page of them. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists batches, the newest first.",
      footer = {"", "Example: darkroom batch list --limit 5"})
  static final class Batches extends Listing {
    @Mixin Page page = new Page();

    @Override
    protected JsonNode ask(FarmClient farm) {
      return farm.get("/v1/batches" + page.query());
    }

    @Override
    protected String line(JsonNode batch) {
      return BatchCommand.line(batch);
    }
  }

  /** What is asked of one batch, and answered with how it stands. */
  private abstract static class OnBatch extends OnOne {
    @Override
    protected String text(JsonNode batch) {
      return line(batch);
    }
  }

  /** How it stands. */
  @Command(
      name = "status",
      mixinStandardHelpOptions = true,
      description = "Shows how a batch stands.",
      footer = {"", "Example: darkroom batch status batch_0192d7a2…"})
  static final class Status extends OnBatch {
    @Override
    protected JsonNode ask(FarmClient farm, String id) {
      return farm.get(path(id));
    }
  }

  /** Ends it. */
  @Command(
      name = "cancel",
      mixinStandardHelpOptions = true,
      description = "Cancels what of a batch waits or runs; what has ended is kept.",
      footer = {"", "Example: darkroom batch cancel batch_0192d7a2…"})
  static final class Cancel extends OnBatch {
    @Override
    protected JsonNode ask(FarmClient farm, String id) {
      return farm.post(path(id) + "/cancel");
    }
  }

  /** Tries what failed anew. */
  @Command(
      name = "retry",
      mixinStandardHelpOptions = true,
      description =
          "Brings the lines of an ended batch that did not succeed as a batch of their own.",
      footer = {"", "Example: darkroom batch retry batch_0192d7a2…"})
  static final class Retry extends OnBatch {
    @Override
    protected JsonNode ask(FarmClient farm, String id) {
      return farm.post(path(id) + "/retry");
    }
  }

  /** What came of it. */
  @Command(
      name = "results",
      mixinStandardHelpOptions = true,
      description = "Prints what has come of a batch's lines up to now, as JSON lines.",
      footer = {"", "Example: darkroom batch results batch_0192d7a2… > results.jsonl"})
  static final class Results implements Callable<Integer> {
    @Mixin Common common = new Common();

    @Parameters(paramLabel = "ID", description = "The batch.")
    String id = "";

    @Option(
        names = "--after",
        paramLabel = "ID",
        description = "What came after this one: the id of the last line received.")
    @Nullable String after;

    @Override
    public Integer call() throws IOException {
      String query = Optional.ofNullable(after).map(a -> "?after=" + FarmClient.text(a)).orElse("");
      try (FarmClient farm = common.connect();
          InputStream lines = farm.stream(path(id) + "/results" + query)) {
        lines.transferTo(System.out);
        System.out.flush();
        return Exit.DONE;
      }
    }
  }
}
