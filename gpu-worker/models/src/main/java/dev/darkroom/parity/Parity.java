package dev.darkroom.parity;

import dev.darkroom.failure.ModelException;
import dev.darkroom.weights.WeightsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Runs every case below a folder. */
public final class Parity {
  private static final int MAX_DEPTH = 8;

  private final Map<String, CaseRunner> runners;

  /**
   * A parity run with these runners.
   *
   * @param runners by the kind that a case's description names
   */
  public Parity(Map<String, CaseRunner> runners) {
    this.runners = Map.copyOf(runners);
  }

  /** All kinds that are built. */
  public static Parity standard() {
    return new Parity(
        Map.ofEntries(
            Map.entry("clip_full", new ClipCases()),
            Map.entry("clip_text", new TextCases()),
            Map.entry("fid", new DistanceCases()),
            Map.entry("lora", new LoraCases()),
            Map.entry("open_clip", new ClipCases()),
            Map.entry("pipeline", new PipelineCases()),
            Map.entry("schedulers", new SchedulerCases()),
            Map.entry("ti_load", new LearnedWordCases()),
            Map.entry("textual_inversion", new InversionCases()),
            Map.entry("torch_files", new WeightFileCases()),
            Map.entry("torch_rng", new TorchRandomCases()),
            Map.entry("unet", new UNetCases()),
            Map.entry("vae", new VaeCases())));
  }

  /**
   * Runs the cases below {@code root}, in order of their names.
   *
   * @param onRow called for each row as it is known
   * @throws IOException if the folder cannot be walked
   */
  public void run(Path root, Consumer<Row> onRow) throws IOException {
    for (Path folder : cases(root)) {
      rows(root, folder).forEach(onRow);
    }
  }

  private List<Row> rows(Path root, Path folder) {
    try {
      return rows(ParityCase.open(root, folder));
    } catch (UncheckedIOException | WeightsException e) {
      String name = root.relativize(folder).toString();
      String why = String.valueOf(e.getMessage());
      return List.of(new Row(name, "the case", Row.Verdict.OVER, Double.POSITIVE_INFINITY, 0, why));
    }
  }

  private List<Row> rows(ParityCase parityCase) {
    Recorder recorder = new Recorder(parityCase);
    CaseRunner runner = runners.get(parityCase.kind());
    if (runner == null) {
      recorder.finish("kind '" + parityCase.kind() + "' is not built");
      return recorder.rows();
    }
    try {
      runner.run(parityCase, recorder);
      recorder.finish("not computed");
    } catch (ModelException e) {
      if (e.code() != ModelException.Code.CONFIG_UNSUPPORTED) {
        recorder.check("run", false, e.toString());
      }
      recorder.finish(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      recorder.check("run", false, e.toString());
      recorder.finish("the run failed");
    }
    return recorder.rows();
  }

  private static List<Path> cases(Path root) throws IOException {
    List<Path> folders = new ArrayList<>();
    try (Stream<Path> files = Files.walk(root, MAX_DEPTH)) {
      files.filter(f -> f.endsWith("case.json")).forEach(f -> folders.add(f.getParent()));
    }
    folders.sort(null);
    return folders;
  }
}
