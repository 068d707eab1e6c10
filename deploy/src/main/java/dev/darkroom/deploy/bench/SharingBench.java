package dev.darkroom.deploy.bench;

import dev.darkroom.deploy.bench.SchedulerRow.Durability;
import dev.darkroom.deploy.bench.TimedFarm.Start;
import dev.darkroom.deploy.bench.TimedFarm.Work;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.scheduler.core.policy.Sharing;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Measures how workers are shared, on a virtual clock: what a light tenant waits beside a heavy
 * one, how equal tenants fare, and how often models change. Each row stands beside the same load in
 * the order of arrival.
 */
final class SharingBench {
  private static final int WORKERS = 4;
  private static final Duration RUN = Duration.ofSeconds(2);
  private static final TenantId ONE_FOR_ALL = TenantId.of("all");
  private static final Sharing IN_ORDER = lookingAhead(0);

  /** Rows {@code light_tenant}, {@code jain} and {@code affinity}. */
  void run(Consumer<SchedulerRow> told) {
    told.accept(lightTenant(50_000));
    told.accept(jain());
    told.accept(affinity());
  }

  /** One tenant has queued this many jobs; another sends one every 15 seconds, for an hour. */
  static SchedulerRow lightTenant(int heavy) {
    FarmRow.Times shared = lightWaits(heavy, true);
    FarmRow.Times inOrder = lightWaits(heavy, false);
    return SchedulerRow.of("light_tenant", Durability.MEMORY)
        .with("heavy_jobs", heavy)
        .with("workers", WORKERS)
        .with("run_s", (double) RUN.toSeconds())
        .with("wait_p50_s", seconds(shared.p50()))
        .with("wait_p99_s", seconds(shared.p99()))
        .with("in_order_p50_s", seconds(inOrder.p50()))
        .with("in_order_p99_s", seconds(inOrder.p99()))
        .row();
  }

  private static FarmRow.Times lightWaits(int heavy, boolean apart) {
    TimedFarm farm = new TimedFarm(Sharing.DEFAULT, WORKERS, Duration.ZERO);
    for (int i = 0; i < heavy; i++) {
      farm.submit(work("heavy", apart, "model", RUN));
    }
    for (int i = 0; i < 240; i++) {
      farm.until(farm.now().plusSeconds(15));
      farm.submit(work("light", apart, "model", RUN));
    }
    farm.drain();
    return FarmRow.Times.of(
        farm.starts().stream()
            .filter(start -> start.work().owner().equals("light"))
            .mapToLong(start -> start.waited().toNanos())
            .toArray());
  }

  /**
   * Eight tenants of equal weight, each with work left all the time: the one of number k has k
   * times as many jobs as the first and each takes up to k seconds. Jain's index of the workers'
   * time that each has had after half an hour (Jain, Chiu and Hawe 1984): 1 is equal, 1/8 is one
   * tenant alone.
   */
  static SchedulerRow jain() {
    return SchedulerRow.of("jain", Durability.MEMORY)
        .with("tenants", 8)
        .with("index", jain(true))
        .with("in_order_index", jain(false))
        .row();
  }

  private static double jain(boolean apart) {
    TimedFarm farm = new TimedFarm(Sharing.DEFAULT, WORKERS, Duration.ZERO);
    SplittableRandom random = new SplittableRandom(5);
    for (int round = 0; round < 2_000; round++) {
      for (int tenant = 1; tenant <= 8; tenant++) {
        for (int job = 0; job < tenant; job++) {
          Duration length = Duration.ofMillis(random.nextInt(200, 1_000 * tenant + 1));
          farm.submit(work("tenant-" + tenant, apart, "model", length));
        }
      }
    }
    Instant end = farm.now().plus(Duration.ofMinutes(30));
    farm.until(end);
    Map<String, Double> had = new HashMap<>();
    for (Start start : farm.starts()) {
      had.merge(start.work().owner(), seconds(start.work().length()), Double::sum);
    }
    return jain(had.values().stream().mapToDouble(x -> x).toArray());
  }

  /** Jain's index of what each has had. */
  static double jain(double[] had) {
    double sum = Arrays.stream(had).sum();
    double squares = Arrays.stream(had).map(x -> x * x).sum();
    return sum * sum / (had.length * squares);
  }

  /** One tenant's jobs of six models at random; a worker holds one and loads another in 4 s. */
  static SchedulerRow affinity() {
    TimedFarm ahead = mixed(Sharing.DEFAULT);
    TimedFarm inOrder = mixed(IN_ORDER);
    return SchedulerRow.of("affinity", Durability.MEMORY)
        .with("jobs", ahead.starts().size())
        .with("swaps_per_1000", 1_000.0 * ahead.swaps() / ahead.starts().size())
        .with("in_order_swaps_per_1000", 1_000.0 * inOrder.swaps() / inOrder.starts().size())
        .with("time_ratio", seconds(length(ahead)) / seconds(length(inOrder)))
        .row();
  }

  private static TimedFarm mixed(Sharing sharing) {
    TimedFarm farm = new TimedFarm(sharing, WORKERS, Duration.ofSeconds(4));
    SplittableRandom random = new SplittableRandom(6);
    for (int i = 0; i < 5_000; i++) {
      farm.submit(work("one", false, "model-" + random.nextInt(6), Duration.ofSeconds(1)));
    }
    farm.drain();
    return farm;
  }

  private static Duration length(TimedFarm farm) {
    List<Start> starts = farm.starts();
    return Duration.between(starts.getFirst().at(), starts.getLast().at());
  }

  private static Work work(String owner, boolean apart, String model, Duration length) {
    return new Work(apart ? TenantId.of(owner) : ONE_FOR_ALL, owner, model, length);
  }

  private static Sharing lookingAhead(int jobs) {
    Sharing usual = Sharing.DEFAULT;
    return new Sharing(
        usual.halfLife(), usual.aging(), jobs, usual.span(), usual.linger(), usual.preemption());
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
