package dev.darkroom.deploy.cli.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.client.FarmClient;
import dev.darkroom.client.Job;
import dev.darkroom.deploy.cli.common.CommandFailure;
import dev.darkroom.deploy.cli.common.Common;
import dev.darkroom.deploy.cli.common.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Submits a generation job, watches it and downloads its pictures. */
@Command(
    name = "generate",
    mixinStandardHelpOptions = true,
    description = "Draws pictures from a prompt.",
    footer = {
      "",
      "Example: darkroom generate a large red circle on a blue background --seed 7 --out"
          + " circle.png",
      "Example: darkroom generate a small green star --init circle.png --mask hole.png --out b.png"
    })
public final class GenerateCommand implements Callable<Integer> {
  @Mixin Common common = new Common();

  @Parameters(paramLabel = "PROMPT", arity = "1..*", description = "What the picture shows.")
  List<String> prompt = List.of();

  @Mixin Drawing drawing = new Drawing();

  @Mixin Editing editing = new Editing();

  @Option(
      names = "--out",
      paramLabel = "F",
      description = "A file for one picture, or a folder (default: the current folder).")
  @Nullable Path out;

  @Option(names = "--no-wait", description = "Print the job and return at once.")
  boolean noWait;

  @Option(
      names = "--dry-run",
      description = "Tell what it would cost and when it would be done, and draw nothing.")
  boolean dryRun;

  @Override
  public Integer call() throws IOException, InterruptedException {
    JobBody body = body();
    editing.check();
    try (FarmClient farm = common.connect()) {
      editing.put(body, farm, out);
      if (dryRun) {
        JsonNode quote = farm.quote(body.fields());
        System.out.println(common.json ? quote.toString() : QuoteText.of(quote));
        return quote.path("feasible").asBoolean() ? Exit.DONE : Exit.FAILED;
      }
      Job job = farm.submit(body.fields(), Optional.empty());
      if (noWait) {
        System.out.println(common.json ? job.json().toString() : job.id());
        return Exit.DONE;
      }
      return finish(farm, JobWatch.progress(farm, common.json).untilEnd(job.id()));
    }
  }

  private Integer finish(FarmClient farm, Job ended) throws IOException {
    if (!ended.succeeded()) {
      if (common.json) {
        System.out.println(ended.json());
      }
      throw CommandFailure.ended(ended);
    }
    List<Path> files = Downloads.images(farm, ended, out);
    if (common.json) {
      System.out.println(ended.json());
    } else {
      files.forEach(System.out::println);
    }
    return Exit.DONE;
  }

  private JobBody body() {
    if (out != null && drawing.pictures() > 1 && Files.isRegularFile(out)) {
      throw CommandFailure.usage(
          "--out " + out + " is a file, and " + drawing.pictures() + " pictures need a folder");
    }
    return drawing.body(String.join(" ", prompt), 0);
  }
}
