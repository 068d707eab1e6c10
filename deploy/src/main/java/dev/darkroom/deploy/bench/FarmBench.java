package dev.darkroom.deploy.bench;

import dev.darkroom.client.FarmClient;
import dev.darkroom.deploy.config.SettingTexts;
import dev.darkroom.deploy.farm.Farm;
import dev.darkroom.deploy.farm.FarmPlan;
import dev.darkroom.storage.log.KafkaClients;
import dev.darkroom.storage.log.KafkaLog;
import dev.darkroom.storage.log.KafkaSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** Runs jobs that do nothing through a whole farm, beside bare records on its broker. */
public final class FarmBench {
  private static final Duration READY_LIMIT = Duration.ofMinutes(2);
  private static final Duration WARM_UP = Duration.ofSeconds(3);
  private static final int WARM_UP_RATE = 50;
  private static final Duration POLL = Duration.ofMillis(50);

  private final Options options;

  /**
   * What to measure.
   *
   * @param folder the farm's, empty
   * @param rates submits per second, one load after the other
   * @param length of each load
   * @param drain how long its jobs are waited for after it
   * @param records on the bare broker
   */
  public record Options(
      Path folder, int workers, List<Integer> rates, Duration length, Duration drain, int records) {
    public Options {
      rates = List.copyOf(rates);
      if (rates.isEmpty() || rates.stream().anyMatch(rate -> rate < 1 || rate > 10_000)) {
        throw new IllegalArgumentException(
            "rates " + rates + " are not each in 1 … 10000 a second");
      }
      if (workers < 1 || records < 10 || !length.isPositive() || drain.isNegative()) {
        throw new IllegalArgumentException(
            "a bench needs at least one worker, ten records and a length above zero");
      }
    }
  }

  public FarmBench(Options options) {
    this.options = options;
  }

  /** Starts a farm, tells every row as soon as it is measured, and stops the farm. */
  public void run(Consumer<FarmRow> told) throws InterruptedException {
    FarmPlan plan =
        new FarmPlan(options.folder(), 0, 0, SettingTexts.none(), List.of(), READY_LIMIT);
    try (Farm farm = Farm.start(plan);
        FarmClient client = new FarmClient(farm.address());
        Workers _ = new Workers(options.folder(), options.workers())) {
      Workers.await(client, options.workers(), READY_LIMIT);
      KafkaSettings kafka = Workers.settings(options.folder(), "bench").stores().kafka();
      try (KafkaLog log = KafkaLog.open(kafka, "bench", UUID::randomUUID);
          Lives lives = new Lives(log)) {
        var _ = load(client, lives, WARM_UP_RATE, WARM_UP);
        told.accept(
            new RawLog(new KafkaClients(kafka, "bench-raw"), "bench-raw")
                .measure(options.records()));
        for (int rate : options.rates()) {
          told.accept(load(client, lives, rate, options.length()));
        }
      }
    }
  }

  private FarmRow.Load load(FarmClient client, Lives lives, int rate, Duration length)
      throws InterruptedException {
    long began = System.nanoTime();
    Collection<SteadyLoad.Answer> answers =
        new SteadyLoad(client, Duration.ZERO).send(rate, length);
    List<String> jobs = answers.stream().flatMap(answer -> answer.job().stream()).toList();
    long lastAnswer = answers.stream().mapToLong(SteadyLoad.Answer::answered).max().orElse(began);
    awaitEnds(jobs, lives);
    List<Lives.Life> over = jobs.stream().map(lives::of).flatMap(Optional::stream).toList();
    long lastEnd = over.stream().mapToLong(Lives.Life::ended).max().orElse(began);
    return new FarmRow.Load(
        rate,
        new FarmRow.Counts(options.workers(), answers.size(), jobs.size(), over.size()),
        RawLog.perSecond(jobs.size(), lastAnswer - began),
        RawLog.perSecond(over.size(), lastEnd - began),
        FarmRow.Times.of(
            answers.stream().mapToLong(answer -> answer.answered() - answer.sent()).toArray()),
        FarmRow.Times.of(
            over.stream()
                .flatMap(life -> life.toLease().stream())
                .mapToLong(Duration::toNanos)
                .toArray()));
  }

  private void awaitEnds(List<String> jobs, Lives lives) throws InterruptedException {
    long end = System.nanoTime() + options.drain().toNanos();
    for (String job : jobs) {
      while (lives.of(job).isEmpty()) {
        if (System.nanoTime() > end) {
          return;
        }
        Thread.sleep(POLL);
      }
    }
  }
}
