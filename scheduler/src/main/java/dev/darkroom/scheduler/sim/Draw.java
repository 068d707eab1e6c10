package dev.darkroom.scheduler.sim;

import dev.darkroom.job.JobHeader;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.pool.PoolRecord;
import dev.darkroom.job.pool.PoolSettings;
import dev.darkroom.job.pool.PoolVerb;
import dev.darkroom.job.pool.SleepPlan;
import dev.darkroom.job.spec.Demand;
import dev.darkroom.job.spec.JobKind;
import dev.darkroom.job.tenant.Quota;
import dev.darkroom.job.tenant.TenantRecord;
import dev.darkroom.job.worker.Capabilities;
import dev.darkroom.job.worker.WorkerVerb;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;

/** Draws a farm: small, and of everything that matters to its scheduler something. */
final class Draw {
  /** Things go wrong for so long, in milliseconds. */
  static final long FAULTY = 25_000;

  /** By then the last job is submitted. */
  private static final long LAST = FAULTY * 3 / 4;

  private static final long BURST = 100;

  /** By then whatever went wrong is over, and an operator puts right what he has done. */
  private static final long HEALED = FAULTY + 10_000;

  private static final String COLOUR = "colour";
  private static final List<String> COLOURS = List.of("red", "blue");

  /** Those that jobs ask for. */
  static final Map<String, String> LABELS = Map.of(COLOUR, "red");

  private static final List<JobKind> KINDS =
      List.of(JobKind.NOOP, JobKind.GENERATION, JobKind.GENERATION, JobKind.INVERSION);
  private static final int MODELS = 3;
  private static final long LARGEST_MODEL = 4;
  private static final long LONGEST_RUN = 5_000;
  private static final Duration WINDOW = Duration.ofSeconds(20);

  private final SplittableRandom dice;

  /** Thrown beside the others, so that what they draw does not depend on it. */
  private final SplittableRandom more;

  /** Thrown for what has to do with several partitions, and with sleep. */
  private final SplittableRandom far;

  private final List<PoolRecord> pools = new ArrayList<>();
  private final List<TenantRecord> tenants = new ArrayList<>();

  /** Times at which many jobs come at once, so that batches fill and queues grow. */
  private final List<Long> bursts;

  private Draw(SplittableRandom dice, SplittableRandom more, SplittableRandom far) {
    this.dice = dice;
    this.more = more;
    this.far = far;
    this.bursts = List.of(dice.nextLong(LAST), dice.nextLong(LAST));
  }

  /** The farm of a seed. */
  static Plan plan(long seed) {
    SplittableRandom dice = new SplittableRandom(seed);
    Faults faults = Faults.drawn(dice.split());
    return new Draw(dice.split(), new SplittableRandom(~seed), new SplittableRandom(~(seed << 20)))
        .plan(faults);
  }

  private Plan plan(Faults faults) {
    int many = oneIn(3) ? 1 : 2 + dice.nextInt(2);
    int partitions = 1 + far.nextInt(many);
    for (int i = 0; i < many; i++) {
      PoolId id = i == 0 ? PoolRecord.DEFAULT : PoolId.of("pool-" + i);
      pools.add(slumbering(new PoolRecord(id, i % partitions, 5 + dice.nextInt(20))));
    }
    int payers = 1 + dice.nextInt(4);
    for (int i = 0; i < payers; i++) {
      tenants.add(tenant(i));
    }
    List<Plan.Worker> workers = workers();
    List<Plan.Job> jobs = new ArrayList<>();
    int asked = 5 + dice.nextInt(20);
    for (int i = 0; i < asked; i++) {
      jobs.add(job(i));
    }
    return new Plan(partitions, faults, pools, tenants, workers, jobs, acts(workers), contest());
  }

  /** A pool may sleep for some seconds, and its workers may be sent away then. */
  private PoolRecord slumbering(PoolRecord pool) {
    if (far.nextInt(4) > 0) {
      return pool;
    }
    LocalTime from = LocalTime.ofNanoOfDay(Duration.ofMillis(far.nextLong(FAULTY)).toNanos());
    SleepPlan.Window window =
        new SleepPlan.Window(Set.of(), from, from.plusSeconds(1 + far.nextInt(8)));
    SleepPlan sleep = new SleepPlan(ZoneOffset.UTC, List.of(window), far.nextBoolean());
    return pool.with(new PoolSettings(OptionalInt.empty(), Optional.empty(), Optional.of(sleep)));
  }

  private TenantRecord tenant(int nth) {
    Optional<Quota.Budget> budget =
        oneIn(4)
            ? Optional.of(new Quota.Budget(Duration.ofMillis(2_000 + dice.nextInt(8_000)), WINDOW))
            : Optional.empty();
    return tenant(TenantId.of("tenant-" + nth), budget);
  }

  private TenantRecord tenant(TenantId id, Optional<Quota.Budget> budget) {
    OptionalInt queued = oneIn(4) ? OptionalInt.of(2 + dice.nextInt(4)) : OptionalInt.empty();
    OptionalInt running = oneIn(3) ? OptionalInt.of(1 + dice.nextInt(2)) : OptionalInt.empty();
    return new TenantRecord(id, 1 << dice.nextInt(4), new Quota(queued, running, budget));
  }

  private List<Plan.Worker> workers() {
    List<Plan.Worker> workers = new ArrayList<>();
    for (PoolRecord pool : pools) {
      Capabilities all = can(EnumSet.allOf(JobKind.class), LARGEST_MODEL, LABELS);
      workers.add(
          new Plan.Worker("w" + workers.size(), pool.id(), all, dice.nextLong(2_000), true));
    }
    int more = dice.nextInt(5);
    for (int i = 0; i < more; i++) {
      Set<JobKind> kinds =
          oneIn(3) ? EnumSet.of(JobKind.NOOP, JobKind.GENERATION) : EnumSet.allOf(JobKind.class);
      Map<String, String> labels = oneIn(3) ? Map.of() : Map.of(COLOUR, oneOf(COLOURS));
      Capabilities can = can(kinds, 1 + dice.nextLong(LARGEST_MODEL), labels);
      workers.add(
          new Plan.Worker(
              "w" + workers.size(), oneOf(pools).id(), can, dice.nextLong(2_000), false));
    }
    return workers;
  }

  private Capabilities can(Set<JobKind> kinds, long memory, Map<String, String> labels) {
    int batch = oneIn(2) ? 1 : 2 + dice.nextInt(6);
    return new Capabilities(kinds, "cpu", memory, labels).withBatches(batch);
  }

  private Plan.Job job(int nth) {
    long at = oneIn(2) ? dice.nextLong(LAST) : oneOf(bursts) + dice.nextLong(BURST);
    JobHeader header = header(nth, at);
    boolean deadly = dice.nextInt(15) == 0;
    List<Plan.Wish> wishes = new ArrayList<>();
    if (oneIn(4)) {
      wishes.add(new Plan.Wish.Cancel(at + dice.nextLong(6_000)));
    }
    if (oneIn(header.kind().resumable() ? 2 : 8)) {
      long pause = at + dice.nextLong(6_000);
      if (oneIn(4)) {
        wishes.add(new Plan.Wish.Cancel(pause + dice.nextLong(2_000)));
      }
      if (oneIn(4)) {
        wishes.add(new Plan.Wish.Move(pause + dice.nextLong(4_000), oneOf(pools).id()));
      }
      wishes.add(new Plan.Wish.Pause(pause));
      wishes.add(new Plan.Wish.Resume(pause + dice.nextLong(9_000)));
      // Late or doubled messages may pause it once more: in the end everything may run.
      wishes.add(new Plan.Wish.Resume(HEALED));
    }
    if (oneIn(6)) {
      wishes.add(new Plan.Wish.Retry(at + dice.nextLong(FAULTY)));
    }
    if (oneIn(8)) {
      wishes.add(new Plan.Wish.Move(at + dice.nextLong(6_000), oneOf(pools).id()));
    }
    for (int i = far.nextInt(4); i > 1 && isFarFlung(); i--) {
      PoolId to = pools.get(far.nextInt(pools.size())).id();
      wishes.add(new Plan.Wish.Move(at + far.nextLong(8_000), to));
    }
    for (int i = dice.nextInt(3); i > 0; i--) {
      wishes.add(new Plan.Wish.Reprioritise(at + dice.nextLong(6_000), dice.nextInt(10)));
    }
    if (more.nextInt(3) == 0 || header.deadline().isPresent()) {
      wishes.add(new Plan.Wish.DeleteOutputs(at + more.nextLong(FAULTY)));
      wishes.add(new Plan.Wish.DeleteOutputs(HEALED + more.nextLong(FAULTY)));
    }
    boolean cached = header.kind() == JobKind.GENERATION && more.nextInt(6) == 0;
    return new Plan.Job(nth, header, at, deadly, cached, wishes);
  }

  private JobHeader header(int nth, long at) {
    JobKind kind = oneOf(KINDS);
    int model = Math.min(dice.nextInt(MODELS), dice.nextInt(MODELS)); // some are more popular
    ModelRef ref = ModelRef.parse("model-" + model);
    boolean batches = kind == JobKind.GENERATION && !oneIn(4);
    Demand demand =
        new Demand(
            kind + "/" + ref,
            50 + dice.nextLong(LONGEST_RUN),
            kind == JobKind.GENERATION ? 1 + dice.nextInt(3) : 1,
            batches ? Optional.of(ref.toString()) : Optional.empty(),
            Set.of(ref.toString()),
            1 + model,
            1 + model,
            oneIn(4) ? LABELS : Map.of());
    Instant created = Plan.BEGIN.plusMillis(at);
    UUID random = new UUID(dice.nextLong(), nth);
    TenantId tenant = oneOf(tenants).id();
    PoolRecord pool = oneOf(pools);
    JobHeader header =
        new JobHeader(
            JobId.ofRandom(random, pool.partition()),
            tenant,
            pool.id(),
            kind,
            ref,
            dice.nextInt(10),
            Map.of(),
            created,
            demand,
            Optional.empty());
    return oneIn(5) ? header.until(created.plusMillis(500 + dice.nextLong(10_000))) : header;
  }

  private List<Plan.Act> acts(List<Plan.Worker> workers) {
    List<Plan.Act> acts = new ArrayList<>();
    for (TenantRecord tenant : tenants) {
      if (oneIn(3)) {
        TenantRecord other = tenant(tenant.id(), tenant.quota().budget());
        acts.add(new Plan.Act.Tenant(dice.nextLong(FAULTY), other));
      }
    }
    for (PoolRecord pool : pools) {
      if (oneIn(3)) {
        boolean pauses = dice.nextBoolean();
        PoolVerb begin = pauses ? PoolVerb.PAUSE : PoolVerb.CORDON;
        PoolVerb end = pauses ? PoolVerb.RESUME : PoolVerb.UNCORDON;
        long at = dice.nextLong(FAULTY);
        acts.add(new Plan.Act.SteerPool(at, pool.id(), begin));
        acts.add(new Plan.Act.SteerPool(at + dice.nextLong(6_000), pool.id(), end));
        acts.add(new Plan.Act.SteerPool(HEALED, pool.id(), end));
      }
      if (!pool.id().equals(PoolRecord.DEFAULT) && oneIn(6)) {
        Optional<PoolId> to =
            dice.nextBoolean() ? Optional.of(PoolRecord.DEFAULT) : Optional.empty();
        acts.add(new Plan.Act.DeletePool(dice.nextLong(FAULTY), pool.id(), to));
      }
    }
    for (Plan.Worker worker : workers) {
      if (oneIn(3)) {
        WorkerVerb verb =
            oneOf(List.of(WorkerVerb.LOCK, WorkerVerb.LOCK, WorkerVerb.DRAIN, WorkerVerb.STOP));
        acts.add(new Plan.Act.SteerWorker(dice.nextLong(FAULTY), worker.name(), verb));
        acts.add(new Plan.Act.SteerWorker(HEALED, worker.name(), WorkerVerb.UNLOCK));
      }
    }
    return acts;
  }

  /** Backlogs of several tenants in a pool of their own; of most farms none. */
  private Optional<Plan.Contest> contest() {
    if (!oneIn(4)) {
      return Optional.empty();
    }
    List<Double> weights = new ArrayList<>(List.of(1.0, (double) (2 << dice.nextInt(3))));
    if (oneIn(2)) {
      weights.add((double) (1 << dice.nextInt(4)));
    }
    return Optional.of(new Plan.Contest(weights, 1 + dice.nextInt(3), 300 + dice.nextInt(600)));
  }

  /** Whether its pools stand on several partitions. */
  private boolean isFarFlung() {
    return pools.stream().anyMatch(pool -> pool.partition() > 0);
  }

  private boolean oneIn(int many) {
    return dice.nextInt(many) == 0;
  }

  private <T> T oneOf(List<T> these) {
    return these.get(dice.nextInt(these.size()));
  }
}
