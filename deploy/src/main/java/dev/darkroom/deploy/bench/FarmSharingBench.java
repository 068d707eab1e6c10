package dev.darkroom.deploy.bench;

import dev.darkroom.client.FarmClient;
import dev.darkroom.deploy.bench.SchedulerRow.Durability;
import dev.darkroom.deploy.config.SettingTexts;
import dev.darkroom.deploy.config.Settings;
import dev.darkroom.deploy.farm.Farm;
import dev.darkroom.deploy.farm.FarmPlan;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.storage.log.KafkaLog;
import dev.darkroom.storage.log.KafkaSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Measures on whole farms how workers are shared: between tenants, and between models. */
public final class FarmSharingBench {
  private static final Duration READY_LIMIT = Duration.ofMinutes(2);
  private static final Duration DRAW_LIMIT = Duration.ofMinutes(5);
  private static final int WORKERS = 4;
  private static final int HEAVY = 50_000;
  private static final int PICTURES = 60;
  private static final int STEPS = 20;
  private static final int BATCH = 8;
  private static final List<String> MODELS = List.of("shapes-a", "shapes-b", "shapes-c");

  private final Path folder;
  private final Path model;
  private final InstantSource clock;

  /**
   * @param folder the farms', empty
   * @param model a folder with a small model to draw with
   */
  public FarmSharingBench(Path folder, Path model, InstantSource clock) {
    this.folder = folder;
    this.model = model;
    this.clock = clock;
  }

  /** Rows {@code light_tenant} and {@code jain}, of one farm. */
  public void tenants(Consumer<SchedulerRow> told) throws IOException, InterruptedException {
    FarmPlan plan =
        new FarmPlan(folder.resolve("tenants"), 0, 0, SettingTexts.none(), List.of(), READY_LIMIT);
    try (Farm farm = Farm.start(plan);
        FarmClient client = new FarmClient(farm.address());
        Workers _ = new Workers(plan.data(), WORKERS);
        KafkaLog log = log(plan);
        Lives lives = new Lives(log)) {
      Workers.await(client, WORKERS, READY_LIMIT);
      FarmSharing sharing = new FarmSharing(farm.address(), client, lives, folder, WORKERS, clock);
      told.accept(sharing.lightTenant(HEAVY));
      told.accept(sharing.jain());
    }
  }

  /** Pictures of several models on a farm that looks ahead, and on one that does not. */
  public SchedulerRow affinity() throws IOException, InterruptedException {
    copyModel();
    Drawn ahead = draw(new Setup("ahead", 32, 1, MODELS, 1));
    Drawn inOrder = draw(new Setup("in-order", 0, 1, MODELS, 1));
    return SchedulerRow.of("affinity", Durability.ONE_BROKER)
        .with("jobs", PICTURES)
        .with("swaps_per_1000", 1_000.0 * ahead.swaps() / PICTURES)
        .with("in_order_swaps_per_1000", 1_000.0 * inOrder.swaps() / PICTURES)
        .with("time_ratio", (double) ahead.took().toMillis() / inOrder.took().toMillis())
        .row();
  }

  /** Jobs of one picture each and of one model, leased one by one and {@link #BATCH} at a time. */
  public SchedulerRow microBatches() throws IOException, InterruptedException {
    copyModel();
    List<String> one = MODELS.subList(0, 1);
    Drawn single = draw(new Setup("single", 32, 1, one, STEPS));
    Drawn batched = draw(new Setup("batched", 32, BATCH, one, STEPS));
    return SchedulerRow.of("micro_batches", Durability.ONE_BROKER)
        .with("jobs", PICTURES)
        .with("steps", STEPS)
        .with("batch", BATCH)
        .with("single_pictures_per_s", single.perSecond())
        .with("pictures_per_s", batched.perSecond())
        .with("ratio", batched.perSecond() / single.perSecond())
        .row();
  }

  /**
   * How pictures are drawn on a farm of their own.
   *
   * @param maxBatch jobs of one lease
   */
  private record Setup(String name, int lookAhead, int maxBatch, List<String> models, int steps) {}

  private record Drawn(int swaps, Duration took) {
    double perSecond() {
      return 1_000.0 * PICTURES / took.toMillis();
    }
  }

  /** One worker, in whose memory one model fits, draws what waits, its models at random. */
  private Drawn draw(Setup setup) throws IOException, InterruptedException {
    SettingTexts scheduler =
        SettingTexts.of(
            Map.of(Settings.SHARING_LOOK_AHEAD.key(), Integer.toString(setup.lookAhead())),
            "the bench");
    List<Path> models = setup.models().stream().map(folder.resolve("models")::resolve).toList();
    FarmPlan plan =
        new FarmPlan(folder.resolve(setup.name()), 0, 0, scheduler, models, READY_LIMIT);
    try (Farm farm = Farm.start(plan);
        FarmClient client = new FarmClient(farm.address());
        KafkaLog log = log(plan);
        Lives lives = new Lives(log)) {
      List<String> jobs = submitted(client, setup);
      SettingTexts worker =
          SettingTexts.of(
              Map.of(
                  Settings.WORKER_MAX_BATCH.key(), Integer.toString(setup.maxBatch()),
                  Settings.WORKER_BATCH.key(), Integer.toString(setup.maxBatch()),
                  Settings.WORKER_MODEL_MEMORY.key(), Long.toString(memory())),
              "the bench");
      try (Workers _ = new Workers(plan.data(), 1, worker)) {
        return drawn(jobs, lives);
      }
    }
  }

  private static List<String> submitted(FarmClient client, Setup setup) {
    SplittableRandom random = new SplittableRandom(7);
    List<String> jobs = new ArrayList<>();
    for (int i = 0; i < PICTURES; i++) {
      Map<String, ?> body =
          Map.of(
              "kind",
              "generation",
              "model",
              setup.models().get(random.nextInt(setup.models().size())),
              "prompt",
              "a large red circle on a white background",
              "steps",
              setup.steps(),
              "seed",
              i);
      jobs.add(client.submit(body, Optional.empty()).id());
    }
    return jobs;
  }

  private static Drawn drawn(List<String> jobs, Lives lives) throws InterruptedException {
    LogFarm.await(() -> jobs.stream().allMatch(job -> lives.of(job).isPresent()), DRAW_LIMIT);
    List<Lives.Life> order =
        jobs.stream()
            .map(job -> lives.of(job).filter(Lives.Life::succeeded).orElseThrow())
            .sorted(Comparator.comparing(life -> life.leased().orElseThrow()))
            .toList();
    int swaps = 0;
    Optional<ModelRef> held = Optional.empty();
    for (Lives.Life life : order) {
      Optional<ModelRef> next = Optional.of(life.header().model());
      swaps += next.equals(held) ? 0 : 1;
      held = next;
    }
    return new Drawn(
        swaps, Duration.between(order.getFirst().leased().orElseThrow(), order.getLast().over()));
  }

  /** Room for one of the models, whose weights are widened to twice their files, not for two. */
  private long memory() throws IOException {
    try (Stream<Path> files = Files.walk(model)) {
      long bytes =
          files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
      return bytes * 3;
    }
  }

  /** The model under three names, unless they are there. */
  private void copyModel() throws IOException {
    Path models = folder.resolve("models");
    if (Files.exists(models)) {
      return;
    }
    Files.createDirectories(models);
    for (String name : MODELS) {
      try (Stream<Path> files = Files.walk(model)) {
        for (Path file : files.toList()) {
          Files.copy(file, models.resolve(name).resolve(model.relativize(file)));
        }
      }
      Path card = models.resolve(name).resolve("darkroom.json");
      String text = Files.readString(card);
      Files.writeString(card, text.replace("\"" + model.getFileName() + "\"", "\"" + name + "\""));
    }
  }

  private static KafkaLog log(FarmPlan plan) {
    KafkaSettings kafka = Workers.settings(plan.data(), "bench").stores().kafka();
    return KafkaLog.open(kafka, "bench", UUID::randomUUID);
  }
}
