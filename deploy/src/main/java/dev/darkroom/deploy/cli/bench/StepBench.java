package dev.darkroom.deploy.cli.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.bench.ModelFigures;
import dev.darkroom.bench.Resident;
import dev.darkroom.bench.UNetRow;
import dev.darkroom.deploy.cli.common.CommandFailure;
import dev.darkroom.deploy.cli.common.Printing;
import dev.darkroom.nn.Kernels;
import dev.darkroom.weights.DType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the benchmarks of a network's steps have in common: their options, and how a row reads. */
final class StepBench extends Printing {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double MB = 1e6;

  /** The dtypes that the rows have. */
  enum Precision {
    F32(DType.F32),
    BF16(DType.BF16);

    private final DType dtype;

    Precision(DType dtype) {
      this.dtype = dtype;
    }
  }

  @Option(
      names = "--dtype",
      paramLabel = "T",
      description = "f32 or bf16 (default: one after the other).")
  @Nullable Precision precision;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Native threads (default: ${DEFAULT-VALUE}).")
  int threads = 1;

  @Option(
      names = "--kernels",
      paramLabel = "K",
      description = "plain, which libtorch picks by itself, or tuned (default: ${DEFAULT-VALUE}).")
  Kernels kernels = Kernels.TUNED;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Steps to measure, after one to warm up (default: ${DEFAULT-VALUE}).")
  int steps = 3;

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description = "Keeps the made weights (default: ~/.cache/darkroom/bench).")
  Path cache = Path.of(System.getProperty("user.home"), ".cache", "darkroom", "bench");

  /** What to measure, one after the other. */
  List<UNetRow.Options> rows() {
    List<UNetRow.Options> rows = new ArrayList<>();
    try {
      for (Precision each : precision == null ? Precision.values() : new Precision[] {precision}) {
        rows.add(UNetRow.Options.of(each.dtype, threads, kernels, steps, cache));
      }
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(String.valueOf(e.getMessage()));
    }
    return rows;
  }

  /** Says what the columns are, where no machine reads them. */
  void head() {
    if (!json) {
      System.out.println(
          "row              dtype  kernels  threads   ms/step  fastest  cpu ms  Java %  peak MB ="
              + " anonymous + mapped");
    }
  }

  /**
   * Prints a row.
   *
   * @param more what it says beside the figures
   */
  void print(ModelFigures figures, Map<String, Boolean> more) {
    if (json) {
      ObjectNode row = object(figures);
      more.forEach(row::put);
      System.out.println(row);
    } else {
      StringBuilder words = new StringBuilder(line(figures));
      more.forEach((name, on) -> words.append(on ? "  " + name : ""));
      System.out.println(words);
    }
  }

  private static ObjectNode object(ModelFigures figures) {
    ObjectNode row = JSON.createObjectNode();
    row.put("row", figures.row());
    row.put("dtype", figures.dtype().name().toLowerCase(Locale.ROOT));
    row.put("kernels", figures.kernels().name().toLowerCase(Locale.ROOT));
    row.put("threads", figures.threads());
    row.put("steps", figures.steps());
    row.put("step_ms", millis(figures.step()));
    row.put("fastest_step_ms", millis(figures.fastest()));
    row.put("cpu_ms", millis(figures.cpu()));
    row.put("java_share", figures.javaShare());
    row.put("load_ms", millis(figures.load()));
    row.put("weights_mb", figures.weightBytes() / MB);
    figures
        .peak()
        .ifPresent(peak -> {
          row.put("peak_mb", peak.total() / MB);
          row.put("peak_anonymous_mb", peak.anonymous() / MB);
          row.put("peak_mapped_mb", peak.mapped() / MB);
        });
    if (figures.busy() >= 0) {
      row.put("load_average", figures.busy());
    }
    return row;
  }

  private static String line(ModelFigures figures) {
    return String.format(
        Locale.ROOT,
        "%-15s  %-5s  %-7s  %7d  %8.0f  %7.0f  %6.0f  %6.3f  %s",
        figures.row(),
        figures.dtype().name().toLowerCase(Locale.ROOT),
        figures.kernels().name().toLowerCase(Locale.ROOT),
        figures.threads(),
        millis(figures.step()),
        millis(figures.fastest()),
        millis(figures.cpu()),
        100 * figures.javaShare(),
        memory(figures.peak()));
  }

  private static String memory(Optional<Resident> peak) {
    return peak.map(p ->
            String.format(
                Locale.ROOT,
                "%.0f = %.0f + %.0f",
                p.total() / MB,
                p.anonymous() / MB,
                p.mapped() / MB))
        .orElse("unknown here");
  }

  private static double millis(Duration duration) {
    return duration.toNanos() / 1e6;
  }
}
