package dev.darkroom.worker.train;

import dev.darkroom.image.Png;
import dev.darkroom.image.Rgb;
import dev.darkroom.job.Output;
import dev.darkroom.job.spec.Keeping;
import dev.darkroom.model.Artifact;
import dev.darkroom.model.StepReport;
import dev.darkroom.model.TrainingRun;
import dev.darkroom.worker.run.RunContext;
import dev.darkroom.worker.run.RunStoppedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Works a training off, step by step. Every {@code saveSteps} it saves what is learned and draws
 * samples, every {@code checkpointingSteps} its whole state; when it is to yield it does that last
 * thing at once and ends. For the run thread alone.
 */
final class TrainingLoop {
  private static final String SAFETENSORS = "application/vnd.safetensors";

  /** Lines about steps in a log, about; the savings have lines of their own. */
  private static final int STEP_LINES = 100;

  private final TrainingRun run;
  private final Keeping keeping;
  private final Around around;
  private final RunContext context;
  private Course course;

  /**
   * What a training has around it.
   *
   * @param samples what is drawn at each saving; empty for nothing
   * @param eyes score them; empty for no scores
   */
  record Around(
      Checkpoints checkpoints, Optional<Samples> samples, Optional<Eyes> eyes, Path scratch) {}

  TrainingLoop(TrainingRun run, Keeping keeping, Around around, RunContext context, Course course) {
    this.run = run;
    this.keeping = keeping;
    this.around = around;
    this.context = context;
    this.course = course;
  }

  /**
   * Works to the end, and leaves the result in the outputs.
   *
   * @throws RunStoppedException where it was stopped, or has yielded
   */
  void work() {
    if (around.eyes().isEmpty()) {
      context.log().info("no CLIP model looks at the samples: savings have no scores");
    }
    while (run.done() < run.total() && !course.isOver()) {
      context.stop().check();
      if (context.stop().isYieldAsked()) {
        around.checkpoints().save(run, course);
        throw new RunStoppedException();
      }
      boolean more = run.step();
      tell();
      if (more && run.done() % keeping.saveSteps() == 0) {
        save("-steps-" + run.done());
      }
      if (more && run.done() % keeping.checkpointingSteps() == 0) {
        around.checkpoints().save(run, course);
      }
    }
    if (run.done() < run.total()) {
      context
          .log()
          .info(
              "stops early after step %d: no better %s in %d savings"
                  .formatted(
                      run.done(),
                      around.eyes().isPresent() ? "scores" : "loss",
                      course.rest().orElseThrow().patience()));
    }
    finish();
  }

  private void tell() {
    int done = Math.toIntExact(run.done());
    int total = Math.toIntExact(run.total());
    Optional<StepReport> last = run.last();
    String message = last.map(TrainingLoop::text).orElse("training");
    context.progress().step(message + scored(), done, total, Optional::empty);
    if (done == 1 || done == total || done % Math.max(1, total / STEP_LINES) == 0) {
      context.log().info("step " + done + "/" + total + ": " + message);
    }
    if (last.filter(StepReport::skipped).isPresent()) {
      context.log().warn("step " + done + " moved nothing: its gradients were not finite");
    }
  }

  private static String text(StepReport report) {
    return String.format(
        Locale.ROOT,
        "loss %.4f (smoothed %.4f), learning rate %.3g",
        report.loss(),
        report.smoothedLoss(),
        report.learningRate());
  }

  /** What the last saving's samples got. */
  private String scored() {
    return course
        .latest()
        .filter(saving -> saving.score().isPresent())
        .map(saving -> told(saving.scores()) + " at step " + saving.step())
        .orElse("");
  }

  /** Saves what is learned and draws samples; both may be looked at before the run has ended. */
  private void save(String suffix) {
    Saving saving = saving(suffix);
    course =
        course.after(saving, run.last().map(StepReport::smoothedLoss).orElse(Double.MAX_VALUE));
    context.log().info("saved after step " + saving.step() + told(saving.scores()));
    context.log().store();
    around.checkpoints().tellOutputs();
  }

  private Saving saving(String suffix) {
    List<Output> files = artifacts(suffix);
    return new Saving(Math.toIntExact(run.done()), files, samples(suffix));
  }

  private List<Output> artifacts(String suffix) {
    try {
      Path folder = Files.createDirectories(around.scratch().resolve("artifacts"));
      List<Output> files = new ArrayList<>();
      for (Artifact file : run.artifacts(folder)) {
        files.add(
            context
                .outputs()
                .add(
                    named(file.name(), suffix),
                    role(file.role()),
                    file.name().endsWith(".safetensors") ? SAFETENSORS : file.contentType(),
                    file.path()));
      }
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException("what was learned cannot be kept on disk", e);
    }
  }

  private Map<String, Double> samples(String suffix) {
    if (around.samples().isEmpty()) {
      return Map.of();
    }
    Samples samples = around.samples().get();
    List<List<Rgb>> rows = samples.draw(run, context);
    context
        .outputs()
        .add(
            "samples" + suffix + ".png",
            Output.Role.SAMPLE,
            "image/png",
            Png.encode(Grid.of(rows)),
            OptionalLong.empty());
    return around.eyes().map(eyes -> eyes.scores(rows)).orElse(Map.of());
  }

  /** The result: the training's end, or its best saving where that is asked for and known. */
  private void finish() {
    Saving end = saving("");
    Optional<Saving> better =
        keeping.pick() == Keeping.Pick.BEST
            ? course.best().filter(best -> !end.isBetterThan(best) && end.score().isPresent())
            : Optional.empty();
    better.ifPresent(best -> {
      for (int i = 0; i < end.files().size(); i++) {
        context.outputs().replace(end.files().get(i).name(), best.files().get(i));
      }
      context.log().info("the result is the saving after step " + best.step() + ", the best");
    });
    Map<String, Double> result = better.orElse(end).scores();
    keep(result);
    context.log().info("done after step " + run.done() + told(result));
  }

  /** Leaves the scores, where there are any, and the references between which they are read. */
  private void keep(Map<String, Double> result) {
    if (!result.isEmpty()) {
      Map<String, Double> references = references();
      if (!references.isEmpty()) {
        context.log().info("references" + told(references));
      }
      Map<String, Double> all = new TreeMap<>(result);
      all.putAll(references);
      ScoreFile.keep(context, all);
    }
  }

  private Map<String, Double> references() {
    Optional<Eyes> eyes = around.eyes().filter(e -> !e.placeholder().isEmpty());
    return eyes.isPresent() && around.samples().isPresent()
        ? eyes.get()
            .references(around.samples().get().drawWithout(eyes.get().placeholder(), run, context))
        : Map.of();
  }

  private static String told(Map<String, Double> scores) {
    StringBuilder text = new StringBuilder();
    scores.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(score ->
            text.append(String.format(Locale.ROOT, ", %s %.3f", score.getKey(), score.getValue())));
    return text.toString();
  }

  private static String named(String file, String suffix) {
    int dot = file.lastIndexOf('.');
    return dot < 0 ? file + suffix : file.substring(0, dot) + suffix + file.substring(dot);
  }

  private static Output.Role role(Artifact.Role role) {
    return switch (role) {
      case EMBEDDING -> Output.Role.EMBEDDING;
      case LORA -> Output.Role.LORA;
      case MODEL -> Output.Role.MODEL;
    };
  }
}
