package dev.darkroom.deploy.cli.lab;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.clip.ClipModel;
import dev.darkroom.deploy.cli.common.CommandFailure;
import dev.darkroom.deploy.cli.common.Exit;
import dev.darkroom.deploy.cli.common.Terminal;
import dev.darkroom.metrics.FeatureNet;
import dev.darkroom.metrics.Kid;
import dev.darkroom.metrics.Metric;
import dev.darkroom.metrics.MetricRequest;
import dev.darkroom.metrics.MetricRun;
import dev.darkroom.metrics.PictureSet;
import dev.darkroom.metrics.Score;
import dev.darkroom.metrics.inception.InceptionInput;
import dev.darkroom.metrics.inception.InceptionModel;
import dev.darkroom.model.LoadOptions;
import dev.darkroom.nn.RunConfig;
import dev.darkroom.weights.WeightFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Measures the pictures of a folder. */
final class EvalMetrics {
  private static final long MAX_PROMPTS_BYTES = 64L << 20;

  @Option(
      names = "--metrics",
      paramLabel = "M",
      split = ",",
      description =
          "Measure the pictures of a folder: clip_score, text_similarity, image_similarity,"
              + " clip_fd, fid, kid, precision_recall; several with commas.")
  List<String> metrics = List.of();

  @Option(names = "--of", paramLabel = "DIR", description = "The pictures to measure.")
  @Nullable Path of;

  @Option(names = "--against", paramLabel = "DIR", description = "Pictures to compare with.")
  @Nullable Path against;

  @Option(
      names = "--prompts",
      paramLabel = "F",
      description = "A prompt a line: one for all pictures, or one a picture by their names.")
  @Nullable Path prompts;

  @Option(
      names = "--placeholder",
      paramLabel = "T",
      description = "A learned word, cut out of the prompts before they are compared.")
  @Nullable String placeholder;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "A CLIP model's folder (default: shapes-clip, which knows the house world).")
  @Nullable Path clip;

  @Option(
      names = "--inception",
      paramLabel = "F",
      description = "Weights of TensorFlow's Inception, in pytorch-fid's layout.")
  @Nullable Path inception;

  @Option(
      names = "--inception-input",
      paramLabel = "T",
      description =
          "As which tool brings pictures to Inception: pytorch_fid, torch_fidelity or clean_fid"
              + " (default: ${DEFAULT-VALUE}).")
  InceptionInput inceptionInput = InceptionInput.PYTORCH_FID;

  @Option(names = "--kid-subsets", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
  int kidSubsets = Kid.PUBLISHED.subsets();

  @Option(
      names = "--kid-subset-size",
      paramLabel = "N",
      description = "Default: ${DEFAULT-VALUE}; less where there are fewer pictures.")
  int kidSubsetSize = Kid.PUBLISHED.size();

  @Option(names = "--kid-seed", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
  long kidSeed = Kid.PUBLISHED.seed();

  boolean isAsked() {
    return !metrics.isEmpty();
  }

  int run(boolean json) throws IOException {
    try {
      for (Score score : measure(request(), json)) {
        System.out.println(json ? json(score) : row(score));
      }
      return Exit.DONE;
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(String.valueOf(e.getMessage()));
    }
  }

  private MetricRequest request() throws IOException {
    if (of == null) {
      throw CommandFailure.usage("--metrics needs --of DIR, the pictures to measure");
    }
    return new MetricRequest(
        metrics.stream().map(Metric::of).collect(Collectors.toSet()),
        PictureSet.inFolder(of),
        Optional.ofNullable(against).map(PictureSet::inFolder),
        lines(),
        Optional.ofNullable(placeholder),
        new Kid.Plan(kidSubsets, kidSubsetSize, kidSeed));
  }

  private List<String> lines() throws IOException {
    if (prompts == null) {
      return List.of();
    }
    if (!Files.isRegularFile(prompts) || Files.size(prompts) > MAX_PROMPTS_BYTES) {
      throw CommandFailure.usage(prompts + " is no file of prompts: name a text file below 64 MiB");
    }
    return Files.readAllLines(prompts).stream().filter(line -> !line.isBlank()).toList();
  }

  private List<Score> measure(MetricRequest request, boolean json) {
    Terminal terminal = Terminal.ofProcess(json);
    Path folder = clip != null ? clip : HouseModels.shipped(HouseModels.named("shapes-clip"));
    try (ClipModel model = ClipModel.load(folder, LoadOptions.cpu());
        Networks networks = new Networks(model, Optional.ofNullable(inception).map(this::load))) {
      String name = String.valueOf(folder.toAbsolutePath().normalize().getFileName());
      MetricRun run = new MetricRun(request, networks.named("CLIP " + name));
      while (run.step()) {
        terminal.bar(run.done() / (double) run.total(), run.done() + " of " + run.total());
      }
      return run.scores();
    } finally {
      terminal.clear();
    }
  }

  private InceptionModel load(Path file) {
    return new InceptionModel(WeightFiles.open(file), inceptionInput, RunConfig.reference());
  }

  /** What was loaded besides CLIP, to be closed with it. */
  private record Networks(ClipModel clip, Optional<InceptionModel> inception)
      implements AutoCloseable {

    MetricRun.Nets named(String name) {
      return new MetricRun.Nets(
          Optional.of(new FeatureNet(name, clip::pictures)),
          Optional.of(clip::texts),
          inception.map(InceptionModel::net));
    }

    @Override
    public void close() {
      inception.ifPresent(InceptionModel::close);
    }
  }

  private static ObjectNode json(Score score) {
    ObjectNode line =
        new ObjectMapper()
            .createObjectNode()
            .put("metric", score.metric())
            .put("value", score.value());
    score.deviation().ifPresent(deviation -> line.put("deviation", deviation));
    return line.put("pictures", score.pictures())
        .put("against", score.against())
        .put("definition", score.definition());
  }

  private static String row(Score score) {
    String deviation =
        score.deviation().isPresent()
            ? String.format(Locale.ROOT, " ± %.5f", score.deviation().getAsDouble())
            : "";
    return String.format(
        Locale.ROOT,
        "%-32s %12.5f%s  (%d pictures, %d to compare; %s)",
        score.metric(),
        score.value(),
        deviation,
        score.pictures(),
        score.against(),
        score.definition());
  }
}
