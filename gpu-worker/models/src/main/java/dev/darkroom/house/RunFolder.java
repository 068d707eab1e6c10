package dev.darkroom.house;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.darkroom.training.Training;
import dev.darkroom.world.Attribute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Where the training of a house model keeps everything: a checkpoint for each stage, a log, and the
 * model itself as a folder in its published layout, whole once every stage has saved.
 */
public final class RunFolder {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;

  private RunFolder(Path folder) {
    this.folder = folder;
  }

  /** Whether a run of this model was begun in this folder. */
  public static boolean isBegun(HouseModel model, Path folder) {
    return Files.exists(new RunFolder(folder).model().resolve(model.index()));
  }

  /** Opens a run, or begins one from nothing. */
  public static RunFolder open(HouseModel model, Path folder) throws IOException {
    RunFolder run = new RunFolder(folder);
    if (!isBegun(model, folder)) {
      model.begin(run.model());
    }
    return run;
  }

  /**
   * Begins a run that goes on from a finished model: its stages are given, but the last, which
   * begins from its weights.
   *
   * @param model a folder that an earlier run made
   */
  public static RunFolder beginFrom(Path folder, Path model) throws IOException {
    RunFolder run = new RunFolder(folder);
    try (Stream<Path> files = Files.walk(model)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path to = run.model().resolve(model.relativize(file).toString());
        Files.createDirectories(Objects.requireNonNull(to.getParent()));
        Files.copy(file, to);
      }
    }
    return run;
  }

  /**
   * Whether a stage has nothing to begin: its weights came with the model that the run began from.
   */
  boolean isGiven(String stage, Path weights) {
    return Files.exists(weights) && !Files.exists(checkpoint(stage));
  }

  /** The model's folder. */
  public Path model() {
    return folder.resolve("model");
  }

  Path checkpoint(String stage) {
    return folder.resolve(stage + ".checkpoint.safetensors");
  }

  /** A file that a training keeps for itself. */
  Path file(String name) {
    return folder.resolve(name);
  }

  void logStep(String stage, Training.Step step) throws IOException {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("stage", stage);
    line.put("step", step.number() + 1);
    line.put("loss", step.loss());
    line.put("rate", step.rate());
    line.put("gradient_norm", step.gradientNorm());
    line.putAll(step.reports());
    log(line);
  }

  void logScore(long step, Map<Attribute, Double> right) throws IOException {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("stage", "score");
    line.put("step", step);
    right.forEach((attribute, share) -> line.put(attribute.words(), share));
    log(line);
  }

  private void log(Map<String, Object> line) throws IOException {
    Files.writeString(
        folder.resolve("log.jsonl"),
        JSON.writeValueAsString(line) + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }
}
