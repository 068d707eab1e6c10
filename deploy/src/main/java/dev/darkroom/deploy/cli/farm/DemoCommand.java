package dev.darkroom.deploy.cli.farm;

import dev.darkroom.client.FarmClient;
import dev.darkroom.client.Job;
import dev.darkroom.deploy.cli.common.CommandFailure;
import dev.darkroom.deploy.cli.common.Exit;
import dev.darkroom.deploy.cli.common.Interrupts;
import dev.darkroom.deploy.cli.common.Logs;
import dev.darkroom.deploy.cli.common.Printing;
import dev.darkroom.deploy.cli.common.Terminal;
import dev.darkroom.deploy.cli.job.Downloads;
import dev.darkroom.deploy.cli.job.JobWatch;
import dev.darkroom.deploy.config.SettingTexts;
import dev.darkroom.deploy.embedded.EmbeddedException;
import dev.darkroom.deploy.farm.Farm;
import dev.darkroom.deploy.farm.FarmFolder;
import dev.darkroom.deploy.farm.FarmPlan;
import dev.darkroom.deploy.farm.Folders;
import dev.darkroom.deploy.farm.ShippedModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A whole farm for the length of one picture. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Starts a farm on free ports and a temporary folder, draws a picture, shows how it came to"
          + " be",
      "and stops everything."
    },
    footer = {
      "",
      "Example: darkroom demo --prompt \"a large red circle on a blue background\" --out circle.png"
    })
public final class DemoCommand implements Callable<Integer> {
  private static final Duration READY_LIMIT = Duration.ofMinutes(3);
  private static final String MODEL = "shapes-ldm";

  @Option(
      names = "--prompt",
      paramLabel = "P",
      description = "What the picture shows (default: ${DEFAULT-VALUE}).")
  String prompt = "a large red circle on a blue background";

  @Option(
      names = "--out",
      paramLabel = "F",
      description = "Where the picture goes (default: ${DEFAULT-VALUE}).")
  Path out = Path.of("darkroom-demo.png");

  @Mixin Printing printing = new Printing();

  @Override
  public Integer call() throws IOException {
    List<Path> models = ShippedModels.folders();
    if (models.stream().noneMatch(folder -> folder.endsWith(MODEL))) {
      throw CommandFailure.failed(
          "this checkout has no model "
              + MODEL
              + " in deploy/models: train it with 'darkroom train "
              + MODEL
              + "'");
    }
    Path folder = Files.createTempDirectory("darkroom-demo-");
    Logs.toFile(FarmFolder.log(folder, "farm"));
    Interrupts interrupts = Interrupts.hear();
    boolean done = false;
    try {
      run(new FarmPlan(folder, 0, 1, SettingTexts.none(), models, READY_LIMIT));
      done = true;
      return Exit.DONE;
    } catch (EmbeddedException | InterruptedException e) {
      if (interrupts.came()) {
        done = true;
        return Exit.INTERRUPTED;
      }
      throw CommandFailure.failed(e.getMessage() + " (the log is in " + folder + "/logs)");
    } finally {
      if (done) {
        Folders.delete(folder);
      }
    }
  }

  private void run(FarmPlan plan) throws IOException, InterruptedException {
    Terminal terminal = Terminal.ofProcess(printing.json);
    terminal.line("starting a farm: Kafka, Redis, an S3 server, gateway, scheduler, a worker …");
    long began = System.nanoTime();
    try (Farm farm = Farm.start(plan);
        FarmClient client = new FarmClient(farm.address())) {
      Duration start = Duration.ofNanos(System.nanoTime() - began);
      terminal.clear();
      tell("a farm at " + farm.address().url() + ", up in " + Terminal.human(start));
      Job job =
          client.submit(
              Map.of("kind", "generation", "model", MODEL, "prompt", prompt), Optional.empty());
      Job ended =
          new JobWatch(client, System.out, false, terminal, Optional.of(plan.data()))
              .untilEnd(job.id());
      show(client, ended);
      terminal.line("stopping …");
    }
    terminal.clear();
  }

  private void show(FarmClient client, Job ended) throws IOException {
    if (printing.json) {
      System.out.println(ended.json());
    }
    if (!ended.succeeded()) {
      throw CommandFailure.ended(ended);
    }
    for (Path file : Downloads.images(client, ended, out)) {
      tell(file + "  \"" + prompt + "\"");
    }
    if (!printing.json) {
      JobWatch.printTimeline(ended, System.out);
    }
  }

  private void tell(String line) {
    if (!printing.json) {
      System.out.println(line);
    }
  }
}
