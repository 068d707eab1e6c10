package dev.darkroom.deploy.cli.batch;

import dev.darkroom.client.FarmClient;
import dev.darkroom.client.FarmException;
import dev.darkroom.client.run.BatchRun;
import dev.darkroom.client.run.RunException;
import dev.darkroom.deploy.cli.common.Bars;
import dev.darkroom.deploy.cli.common.Calls;
import dev.darkroom.deploy.cli.common.CommandFailure;
import dev.darkroom.deploy.cli.common.Common;
import dev.darkroom.deploy.cli.common.Exit;
import dev.darkroom.deploy.cli.common.Interrupts;
import dev.darkroom.deploy.cli.common.Terminal;
import dev.darkroom.deploy.cli.job.Drawing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** From a file of jobs or prompts to a folder of pictures. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Brings a file of jobs to the farm, watches it, and fetches the files of each line as it"
          + " ends.",
      "Stopped at any moment, the same command goes on where it was: nothing is drawn or fetched"
          + " twice.",
      "F has a job on each line (JSON, with a custom_id), or a prompt on each line (plain text)."
    },
    footer = {
      "",
      "Example: darkroom batch run prompts.jsonl --out pictures",
      "Example: darkroom batch run prompts.txt --out pictures --model shapes-ldm --steps 20"
    })
final class BatchRunCommand implements Callable<Integer> {
  private static final String JOBS = "batch.jsonl";

  @Spec @Nullable CommandSpec spec;

  @Mixin Common common = new Common();

  @Parameters(paramLabel = "F", description = "The file of JSON lines, or of prompts.")
  Path file = Path.of("");

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Where files go, named by their lines' custom_id; results.jsonl tells of each.")
  Path out = Path.of("");

  @Mixin Drawing drawing = new Drawing();

  @Option(
      names = "--fetches",
      paramLabel = "N",
      description = "Files fetched at the same time (default: ${DEFAULT-VALUE}).")
  int fetches = 4;

  @Override
  public Integer call() throws IOException {
    check();
    try (FarmClient farm = common.connect()) {
      var _ = farm.get("/healthz"); // patience is for a farm that goes away, not for none
    }
    Interrupts interrupts = Interrupts.hear();
    Absence absence = new Absence(System.err);
    while (true) {
      RunView view = view();
      try (FarmClient farm = common.connect()) { // at another address, where it was started anew
        return run(farm, view);
      } catch (InterruptedException e) {
        return interrupted(view);
      } catch (FarmException | IOException e) {
        view.end();
        if (interrupts.came() || !waits(absence, view, e)) {
          return interrupted(view);
        }
      } catch (RunException e) {
        throw CommandFailure.usage(String.valueOf(e.getMessage()));
      }
    }
  }

  private Integer run(FarmClient farm, RunView view) throws IOException, InterruptedException {
    Files.createDirectories(out);
    BatchRun.Plan plan = new BatchRun.Plan(jobs(), out, Duration.ofSeconds(1), fetches);
    BatchRun.Outcome outcome = new BatchRun(plan, farm, FarmClient::freshKey, view::on).run();
    view.end();
    return tell(outcome, view);
  }

  /** Waits where the farm is only away; false where somebody breaks that off. */
  private static boolean waits(Absence absence, RunView view, Exception why) throws IOException {
    if (!view.batch().isEmpty()) {
      absence.over(); // it was there meanwhile
    }
    try {
      absence.await(why);
      return true;
    } catch (InterruptedException _) {
      return false;
    }
  }

  private void check() throws IOException {
    if (!Files.isRegularFile(file)) {
      throw CommandFailure.usage(
          "there is no file " + file + ": name one with a job or a prompt on each line");
    }
    if (Files.exists(out) && !Files.isDirectory(out)) {
      throw CommandFailure.usage("--out " + out + " is a file: name a folder");
    }
    if (fetches < 1 || fetches > 64) {
      throw CommandFailure.usage("--fetches " + fetches + " is not from 1 to 64");
    }
  }

  private Path jobs() throws IOException {
    if (PromptFile.isOne(file)) {
      Path jobs = out.resolve(JOBS);
      PromptFile.write(file, drawing, jobs);
      return jobs;
    }
    Optional<String> stray =
        Calls.of(spec).mixins().values().stream()
            .filter(mixin -> mixin.userObject() == drawing)
            .flatMap(mixin -> mixin.options().stream())
            .map(option -> option.longestName())
            .filter(name -> Calls.of(spec).commandLine().getParseResult().hasMatchedOption(name))
            .findFirst();
    if (stray.isPresent()) {
      throw CommandFailure.usage(
          stray.get()
              + " is for a file of prompts, and "
              + file
              + " has jobs: write it on their lines");
    }
    return file;
  }

  private RunView view() {
    if (common.json) {
      return new RunJson(System.out);
    }
    return Terminal.isTerminal()
        ? new RunBars(Bars.ofProcess(), InstantSource.system())
        : new RunText(System.err);
  }

  private Integer tell(BatchRun.Outcome outcome, RunView view) {
    switch (view) {
      case RunJson json -> json.print("end", summary(outcome));
      case RunBars _, RunText _ ->
          System.out.println(
              "%s: %d of %d lines are in %s%s%s"
                  .formatted(
                      outcome.batch().id(),
                      outcome.succeeded(),
                      outcome.batch().total(),
                      out,
                      outcome.failed() > 0 ? ", " + outcome.failed() + " failed" : "",
                      outcome.missing() > 0
                          ? ", " + outcome.missing() + " could not be fetched"
                          : ""));
    }
    if (outcome.complete()) {
      return Exit.DONE;
    }
    view.table(System.err);
    System.err.println(
        outcome.missing() > 0
            ? "run the same command again to fetch what is missing"
            : "all of them: " + out.resolve("errors.jsonl"));
    return Exit.FAILED;
  }

  private Map<String, Object> summary(BatchRun.Outcome outcome) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("batch", outcome.batch().id());
    fields.put("status", outcome.batch().status());
    fields.put("total", outcome.batch().total());
    fields.put("succeeded", outcome.succeeded());
    fields.put("failed", outcome.failed());
    fields.put("missing", outcome.missing());
    fields.put("folder", out.toString());
    return fields;
  }

  private static Integer interrupted(RunView view) {
    view.end();
    boolean _ = Thread.interrupted();
    System.err.println(
        view.batch().isEmpty()
            ? "darkroom: interrupted: run the same command again"
            : "darkroom: interrupted, and the farm goes on with "
                + view.batch()
                + ": run the same command again to go on, or end it with 'darkroom batch cancel "
                + view.batch()
                + "'");
    return Exit.INTERRUPTED;
  }
}
