package dev.darkroom.deploy.bench;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Measures the scheduler: its core alone, and with its log on an embedded broker. */
public final class SchedulerBench {
  private static final int CORE_SECONDS = 6;
  private static final int REPLAYED = 100_000;

  private final Options options;

  /** What can be measured, each by itself. */
  public enum Part {
    /** Row {@code core_decisions}. */
    CORE,
    /** Rows {@code heap_million} and {@code million_drain}. */
    MILLION,
    /** Rows {@code light_tenant}, {@code jain} and {@code affinity}. */
    SHARING,
    /** Row {@code replay_100k}. */
    REPLAY,
    /** Row {@code dispatch_complete}. */
    COMPLETE,
    /** Row {@code submit_to_lease}. */
    LEASE,
    /** Row {@code failover}. */
    FAILOVER;

    /** The part of this name. */
    public static Part parse(String text) {
      return Arrays.stream(values())
          .filter(part -> part.toString().equals(text))
          .findFirst()
          .orElseThrow(() ->
              new IllegalArgumentException(
                  "'"
                      + text
                      + "' cannot be measured: use "
                      + Arrays.stream(values())
                          .map(Part::toString)
                          .collect(Collectors.joining(", "))));
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * How much is measured.
   *
   * @param folder for brokers' data, empty
   * @param jobs that go through the log, after as many to warm up
   * @param workers that hold them
   * @param maxBatch jobs of one lease
   * @param rate submits a second of row {@code submit_to_lease}
   * @param length of that row
   */
  public record Options(
      Path folder,
      Set<Part> parts,
      int jobs,
      int workers,
      int maxBatch,
      int rate,
      Duration length) {
    public Options {
      parts = Set.copyOf(parts);
      if (jobs < 1_000 || jobs > 10_000_000) {
        throw new IllegalArgumentException(jobs + " jobs are not in 1000 … 10000000");
      }
      if (workers < 1 || workers > 10_000 || maxBatch < 1 || maxBatch > 1_000) {
        throw new IllegalArgumentException(
            "%d workers with batches of %d: use 1 … 10000 and 1 … 1000"
                .formatted(workers, maxBatch));
      }
      if (rate < 1 || rate > 10_000 || !length.isPositive()) {
        throw new IllegalArgumentException(
            "a rate of %d for %s: use 1 … 10000 a second and a length above zero"
                .formatted(rate, length));
      }
    }
  }

  public SchedulerBench(Options options) {
    this.options = options;
  }

  /** Tells every row as soon as it is measured. */
  public void run(Consumer<SchedulerRow> told) throws IOException, InterruptedException {
    if (wanted(Part.CORE)) {
      told.accept(new CoreBench().decisions(Duration.ofSeconds(CORE_SECONDS)));
    }
    if (wanted(Part.MILLION)) {
      new CoreBench().million(1_000_000, told);
    }
    if (wanted(Part.SHARING)) {
      new SharingBench().run(told);
    }
    if (wanted(Part.REPLAY)) {
      try (LogFarm farm = LogFarm.start(folder("replay"), 1)) {
        told.accept(LogBench.replay(farm, REPLAYED));
      }
    }
    if (wanted(Part.COMPLETE) || wanted(Part.LEASE)) {
      loads(told);
    }
    if (wanted(Part.FAILOVER)) {
      try (LogFarm farm = LogFarm.start(folder("failover"), 1)) {
        told.accept(LogBench.failover(farm, options.folder(), REPLAYED));
      }
    }
  }

  private void loads(Consumer<SchedulerRow> told) throws IOException, InterruptedException {
    try (LogFarm farm = LogFarm.start(folder("loads"), 4)) {
      var _ = farm.scheduler(new SimpleMeterRegistry());
      farm.view();
      farm.workers(options.workers(), options.maxBatch());
      LogBench bench = new LogBench(farm);
      int inFlight = Math.clamp(2L * options.workers() * options.maxBatch(), 1_000, 20_000);
      var _ = bench.complete(10, options.jobs(), inFlight); // what the compiler has to learn
      if (wanted(Part.COMPLETE)) {
        System.gc(); // each row pays for its own rubbish
        told.accept(bench.complete(11, options.jobs(), inFlight));
      }
      if (wanted(Part.LEASE)) {
        System.gc();
        told.accept(bench.toLease(12, options.rate(), options.length()));
      }
    }
  }

  private Path folder(String name) throws IOException {
    return Files.createDirectories(options.folder().resolve(name));
  }

  private boolean wanted(Part part) {
    return options.parts().contains(part);
  }
}
