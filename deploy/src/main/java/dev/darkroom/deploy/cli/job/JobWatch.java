package dev.darkroom.deploy.cli.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.client.FarmClient;
import dev.darkroom.client.Job;
import dev.darkroom.deploy.cli.common.Terminal;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * Shows a job's progress until it ends: a bar with step, preview path and time left, or its events
 * as JSON lines.
 */
public final class JobWatch {
  private final FarmClient farm;
  private final PrintStream out;
  private final boolean jsonLines;
  private final Terminal terminal;
  private final Optional<Path> previews;
  private Optional<Path> preview = Optional.empty();

  /**
   * @param jsonLines print every event on {@code out}
   * @param previews folder that the latest preview is written to; none: previews are not kept
   */
  public JobWatch(
      FarmClient farm,
      PrintStream out,
      boolean jsonLines,
      Terminal terminal,
      Optional<Path> previews) {
    this.farm = farm;
    this.out = out;
    this.jsonLines = jsonLines;
    this.terminal = terminal;
    this.previews = previews;
  }

  /** Shows progress on this process's terminal, if it has one and {@code json} is not wanted. */
  static JobWatch progress(FarmClient farm, boolean json) {
    return ofProcess(farm, false, json);
  }

  /** The same, but with {@code json} prints every event as a JSON line. */
  static JobWatch events(FarmClient farm, boolean json) {
    return ofProcess(farm, json, json);
  }

  private static JobWatch ofProcess(FarmClient farm, boolean jsonLines, boolean json) {
    Path previews = Path.of(System.getProperty("java.io.tmpdir"));
    return new JobWatch(
        farm, System.out, jsonLines, Terminal.ofProcess(json), Optional.of(previews));
  }

  /** Follows the job and returns it as it ended. */
  public Job untilEnd(String id) throws InterruptedException {
    Job ended = farm.watch(id, this::show);
    terminal.clear();
    return ended;
  }

  private void show(FarmClient.Event event) {
    JsonNode data = event.data();
    if (jsonLines) {
      out.println("{\"event\":\"" + event.name() + "\",\"data\":" + data + "}");
    }
    switch (event.name()) {
      case "status" -> terminal.line(data.path("status").asText());
      case "progress" -> terminal.bar(data.path("value").asDouble(), progress(data));
      case "preview" -> keep(data);
      default -> {} // a newer farm may say more than we show
    }
  }

  private String progress(JsonNode data) {
    StringBuilder text = new StringBuilder();
    text.append("step ")
        .append(data.path("step").asInt())
        .append('/')
        .append(data.path("steps").asInt());
    left(data).ifPresent(left -> text.append(", ").append(Terminal.human(left)).append(" left"));
    preview.ifPresent(path -> text.append(", preview ").append(path));
    return text.toString();
  }

  /** From when the farm said it to when it expects the end: no clock of ours. */
  private static Optional<Duration> left(JsonNode data) {
    return data.path("eta").isTextual() && data.path("at").isTextual()
        ? Optional.of(
            Duration.between(
                Instant.parse(data.path("at").asText()), Instant.parse(data.path("eta").asText())))
        : Optional.empty();
  }

  private void keep(JsonNode data) {
    if (previews.isEmpty()) {
      return;
    }
    try {
      Path file = previews.get().resolve("preview-" + data.path("job").asText("job") + ".png");
      Files.createDirectories(previews.get());
      Files.write(file, Base64.getDecoder().decode(data.path("data").asText()));
      preview = Optional.of(file);
    } catch (IOException | IllegalArgumentException e) {
      preview = Optional.empty(); // a preview that cannot be kept must not end the watching
    }
  }

  /** Prints what happened when. */
  public static void printTimeline(Job job, PrintStream out) {
    Instant first = job.timeline().isEmpty() ? Instant.EPOCH : job.timeline().getFirst().at();
    for (Job.Moment moment : job.timeline()) {
      out.println(
          String.format(
                  Locale.ROOT,
                  "  %-10s +%-9s %s",
                  moment.what(),
                  Terminal.human(Duration.between(first, moment.at())),
                  moment.reason())
              .stripTrailing());
    }
  }
}
