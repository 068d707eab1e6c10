package dev.darkroom.deploy.cli.lab;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.deploy.cli.common.CommandFailure;
import dev.darkroom.deploy.cli.common.Common;
import dev.darkroom.deploy.cli.common.Exit;
import dev.darkroom.house.HouseModel;
import dev.darkroom.house.RunFolder;
import dev.darkroom.house.TrainingListener;
import dev.darkroom.nn.Device;
import dev.darkroom.nn.RunConfig;
import dev.darkroom.weights.DType;
import dev.darkroom.world.Attribute;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a house model with the farm's own trainer, on pictures of the house world. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = {
      "Makes a house model.",
      "It saves every few minutes: stopped in any way, it goes on with --resume."
    },
    footer = {"", "Example: darkroom train shapes-ldm --out /tmp/shapes"})
public final class TrainCommand implements Callable<Integer> {
  private static final int PRINT_EVERY = 50;

  @Mixin Common common = new Common();

  @Parameters(paramLabel = "HOUSE-MODEL", description = "shapes-ldm or shapes-clip")
  String name = "";

  @Option(names = "--resume", description = "Go on from the last checkpoint.")
  boolean resume;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder of the run (default: train/HOUSE-MODEL in the data folder).")
  @Nullable Path out;

  @Option(
      names = "--from",
      paramLabel = "DIR",
      description = "Begin from this model's weights instead of random ones.")
  @Nullable Path from;

  @Option(
      names = "--dtype",
      paramLabel = "T",
      description = "f32 or bf16, which is the quicker on CPUs that know it (default: bf16).")
  String dtype = "bf16";

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of one operation (default: 1, which makes resuming exact).")
  int threads = 1;

  @Override
  public Integer call() throws IOException {
    HouseModel model = HouseModels.named(name);
    RunConfig config = new RunConfig(Device.CPU, dtype(), false, threads);
    RunFolder run = open(model, out != null ? out : common.data().resolve("train").resolve(name));
    model.train(run, config, new Printed(common.json));
    System.out.println(common.json ? json().put("model", run.model().toString()) : run.model());
    return Exit.DONE;
  }

  private RunFolder open(HouseModel model, Path folder) throws IOException {
    boolean begun = RunFolder.isBegun(model, folder);
    if (begun && !resume) {
      throw CommandFailure.usage(
          folder + " holds a training: go on with --resume, or name another folder with --out");
    }
    if (!begun && resume) {
      throw CommandFailure.usage(folder + " holds no training: leave --resume out to begin one");
    }
    if (begun && from != null) {
      throw CommandFailure.usage("--from begins a training, and " + folder + " holds one already");
    }
    return from != null ? RunFolder.beginFrom(folder, from) : RunFolder.open(model, folder);
  }

  private DType dtype() {
    return switch (dtype.toLowerCase(Locale.ROOT)) {
      case "f32" -> DType.F32;
      case "bf16" -> DType.BF16;
      default -> throw CommandFailure.usage("--dtype " + dtype + " is unknown: use f32 or bf16");
    };
  }

  private static ObjectNode json() {
    return new ObjectMapper().createObjectNode();
  }

  /** Every so many steps a line. */
  private record Printed(boolean asJson) implements TrainingListener {

    @Override
    public void step(Progress progress) {
      if (progress.step() % PRINT_EVERY != 0 && progress.step() != progress.of()) {
        return;
      }
      System.out.println(
          asJson
              ? json()
                  .put("stage", progress.stage())
                  .put("step", progress.step())
                  .put("steps", progress.of())
                  .put("loss", progress.loss())
                  .put("learning_rate", progress.rate())
              : String.format(
                  Locale.ROOT,
                  "%-4s  step %d of %d  loss %.4f  learning rate %.1e",
                  progress.stage(),
                  progress.step(),
                  progress.of(),
                  progress.loss(),
                  progress.rate()));
    }

    @Override
    public void score(long step, Map<Attribute, Double> right) {
      ObjectNode line = json().put("stage", "score").put("step", step);
      StringBuilder text = new StringBuilder("right after step " + step + ":");
      right.forEach((attribute, share) -> {
        line.put(attribute.words(), share);
        text.append(String.format(Locale.ROOT, "  %s %.0f%%", attribute.words(), 100 * share));
      });
      System.out.println(asJson ? line : text);
    }
  }
}
