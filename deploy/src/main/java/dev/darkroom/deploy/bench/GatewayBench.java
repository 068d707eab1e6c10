package dev.darkroom.deploy.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Measures the gateway in whole farms in this process. */
public final class GatewayBench {
  private static final int WORKERS = 4;

  private final Options options;

  /** What can be measured, each by itself. */
  public enum Part {
    /** Rows {@code ingest_lines} and {@code ingest_queued}. */
    INGEST,
    /** Row {@code single_submits}. */
    SUBMITS,
    /** Row {@code watchers}. */
    WATCHERS,
    /** Row {@code mixed}: minutes. */
    MIXED,
    /** Row {@code million_lines}: minutes. */
    MILLION;

    /** Those that take seconds. */
    public static final Set<Part> SHORT = Set.of(INGEST, SUBMITS, WATCHERS);

    /** The part of this name. */
    public static Part parse(String text) {
      return Arrays.stream(values())
          .filter(part -> part.toString().equals(text))
          .findFirst()
          .orElseThrow(() ->
              new IllegalArgumentException(
                  "'%s' cannot be measured: use %s"
                      .formatted(
                          text,
                          Arrays.stream(values())
                              .map(Part::toString)
                              .collect(Collectors.joining(", ")))));
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Single submits.
   *
   * @param rate of them a second
   * @param warmUp how long they come before they are measured: the just-in-time compiler takes half
   *     of two cores for the better part of a minute
   * @param length of what is measured
   */
  public record Submits(int rate, Duration warmUp, Duration length) {
    public Submits {
      Options.check("submits a second", rate, 1, 100_000);
      Options.check("seconds to warm up", warmUp.toSeconds(), 1, 3_600);
      Options.check("seconds", length.toSeconds(), 1, 3_600);
    }
  }

  /**
   * How much is measured.
   *
   * @param folder for farms' data, empty
   * @param lines of the batches that are brought
   * @param submits one at a time
   * @param watchers of one job
   * @param mixed length of the mixed load
   * @param million lines of the large batch
   * @param heapMbytes of the gateway that takes it
   */
  public record Options(
      Path folder,
      Set<Part> parts,
      int lines,
      Submits submits,
      int watchers,
      Duration mixed,
      int million,
      int heapMbytes) {
    public Options {
      parts = Set.copyOf(parts);
      check("lines", lines, 100, 1_000_000);
      check("watchers", watchers, 1, 4_000);
      check("seconds of mixed load", mixed.toSeconds(), 60, 86_400);
      check("lines of the large batch", million, 1_000, 1_000_000);
      check("megabytes of heap", heapMbytes, 64, 65_536);
    }

    static void check(String what, long value, long least, long most) {
      if (value < least || value > most) {
        throw new IllegalArgumentException(
            "%d %s: use %d … %d".formatted(value, what, least, most));
      }
    }
  }

  public GatewayBench(Options options) {
    this.options = options;
  }

  /** Tells every row as soon as it is measured. */
  public void run(Consumer<SchedulerRow> told) throws IOException, InterruptedException {
    if (wanted(Part.INGEST)) {
      try (GatewayFarm farm = farm(Part.INGEST, Map.of())) {
        IngestBench bench = new IngestBench(farm);
        bench.warmUp(Math.max(100, options.lines() / 2));
        told.accept(bench.alone(options.lines()));
        told.accept(bench.withScheduler(options.lines()));
      }
    }
    if (wanted(Part.SUBMITS)) {
      try (GatewayFarm farm = farm(Part.SUBMITS, Map.of())) {
        SubmitBench bench = new SubmitBench(farm.address());
        Submits submits = options.submits();
        var _ = bench.load(submits.rate(), submits.warmUp());
        told.accept(bench.load(submits.rate(), submits.length()));
      }
    }
    if (wanted(Part.WATCHERS)) {
      try (GatewayFarm farm = farm(Part.WATCHERS, Map.of());
          Workers _ = new Workers(farm.folder(), 1)) {
        told.accept(new WatchBench(farm, options.watchers()).measure());
      }
    }
    if (wanted(Part.MIXED)) {
      try (GatewayFarm farm = farm(Part.MIXED, MixedBench.SETTINGS);
          Workers _ = new Workers(farm.folder(), WORKERS)) {
        told.accept(new MixedBench(farm).measure(options.mixed()));
      }
    }
    if (wanted(Part.MILLION)) {
      try (GatewayFarm farm = farm(Part.MILLION, Map.of())) {
        told.accept(new MillionBench(farm, options.million(), options.heapMbytes()).measure());
      }
    }
  }

  private GatewayFarm farm(Part part, Map<String, String> settings) throws IOException {
    return GatewayFarm.start(options.folder().resolve(part.toString()), settings);
  }

  private boolean wanted(Part part) {
    return options.parts().contains(part);
  }
}
