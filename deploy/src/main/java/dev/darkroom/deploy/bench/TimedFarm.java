package dev.darkroom.deploy.bench;

import dev.darkroom.job.JobHeader;
import dev.darkroom.job.command.Command;
import dev.darkroom.job.id.CommandId;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.id.SpecRef;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.id.WorkerId;
import dev.darkroom.job.pool.PoolRecord;
import dev.darkroom.job.spec.Demand;
import dev.darkroom.job.spec.JobKind;
import dev.darkroom.job.worker.Assignment;
import dev.darkroom.job.worker.Capabilities;
import dev.darkroom.job.worker.Grant;
import dev.darkroom.job.worker.Report;
import dev.darkroom.scheduler.core.Decider;
import dev.darkroom.scheduler.core.Inputs;
import dev.darkroom.scheduler.core.policy.SchedulerPolicy;
import dev.darkroom.scheduler.core.policy.Sharing;
import dev.darkroom.scheduler.core.state.Outcome;
import dev.darkroom.scheduler.core.state.SchedulerState;
import dev.darkroom.scheduler.core.state.StateChange;
import dev.darkroom.storage.log.StateEntry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.UUID;

/**
 * The scheduler's core on a virtual clock, with workers that hold one model at a time and whose
 * runs take the time that their jobs say: no log, and the same in every run.
 */
final class TimedFarm {
  private static final PoolId POOL = PoolRecord.DEFAULT;
  private static final int MAX_QUEUED = 2_000_000;
  private static final Digest DIGEST = Digest.of("nothing".getBytes(StandardCharsets.US_ASCII));

  private final Decider decider;
  private final Duration load;
  private final Map<WorkerId, String> held = new HashMap<>();
  private final List<Work> works = new ArrayList<>(); // at the offset that their spec names
  private final PriorityQueue<End> ends =
      new PriorityQueue<>(Comparator.comparing(End::at).thenComparing(end -> end.worker().name()));
  private final List<Start> starts = new ArrayList<>();
  private final List<Command> submits = new ArrayList<>();
  private SchedulerState state =
      SchedulerState.empty(0)
          .replay(StateChange.put(new StateEntry.PoolEntry(new PoolRecord(POOL, 0, MAX_QUEUED))));
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private long beats;
  private int swaps;

  /**
   * A job to be.
   *
   * @param tenant whom the scheduler bills
   * @param owner whom the measurement counts it for
   */
  record Work(TenantId tenant, String owner, String model, Duration length) {}

  /** A job's run began. */
  record Start(Work work, Duration waited, Instant at) {}

  private record End(Instant at, WorkerId worker, Grant grant) {}

  /**
   * An idle farm.
   *
   * @param load what a worker takes to change its model
   */
  TimedFarm(Sharing sharing, int workers, Duration load) {
    // Nobody's lease ends while virtual days go by without heartbeats.
    this.decider = new Decider(SchedulerPolicy.DEFAULT.withLease(Duration.ofDays(1)).with(sharing));
    this.load = load;
    Capabilities able = new Capabilities(Set.of(JobKind.NOOP), "cpu", 1L << 30, Map.of());
    List<Report> hellos = new ArrayList<>();
    for (int i = 0; i < workers; i++) {
      hellos.add(new Report.Hello(new WorkerId("bench-" + i, 1), POOL, able));
    }
    decide(hellos);
  }

  Instant now() {
    return now;
  }

  /** Runs that have begun, in their order. */
  List<Start> starts() {
    return Collections.unmodifiableList(starts);
  }

  /** How often a worker had to load a model that it did not hold. */
  int swaps() {
    return swaps;
  }

  /** Queues a job; it is decided on by the next {@link #until} or {@link #drain}. */
  void submit(Work work) {
    long number = works.size();
    UUID id = new UUID(number * 0x9E3779B97F4A7C15L, number);
    ModelRef model = ModelRef.parse(work.model());
    Demand demand =
        new Demand(
            work.model(),
            work.length().toMillis(),
            1,
            Optional.empty(),
            Set.of(work.model()),
            0,
            0,
            Map.of());
    JobHeader header =
        new JobHeader(
            JobId.ofRandom(id, 0),
            work.tenant(),
            POOL,
            JobKind.NOOP,
            model,
            5,
            Map.of(),
            now,
            demand,
            Optional.empty());
    works.add(work);
    SpecRef spec = new SpecRef(header.id() + "/0", 0, number, DIGEST);
    submits.add(new Command.Submit(new CommandId(id), header, spec));
  }

  /** Lets the farm work until then. */
  void until(Instant end) {
    decide(List.of());
    while (!ends.isEmpty() && !ends.peek().at().isAfter(end)) {
      oneEnds();
    }
    now = end;
  }

  /** Lets the farm work until nothing is left. */
  void drain() {
    decide(List.of());
    while (!ends.isEmpty()) {
      oneEnds();
    }
  }

  private void oneEnds() {
    End end = ends.remove();
    now = end.at();
    long took = work(end.grant()).length().toMillis();
    decide(
        List.of(
            new Report.RunSucceeded(end.worker(), end.grant().run(), DIGEST, List.of(), took),
            new Report.Heartbeat(
                end.worker(),
                ++beats,
                List.of(),
                List.of(held.getOrDefault(end.worker(), "none")),
                false)));
  }

  private void decide(List<Report> reports) {
    Outcome outcome =
        decider.decide(state, new Inputs(reports, List.copyOf(submits), Instant.MIN, 0), now);
    submits.clear();
    if (!outcome.rejections().isEmpty()) {
      throw new IllegalStateException("not believed: " + outcome.rejections().getFirst());
    }
    state = outcome.next();
    List<Report> begun = new ArrayList<>();
    for (Assignment told : outcome.assignments()) {
      if (told instanceof Assignment.Run run) {
        run.grants().forEach(grant -> begun.add(begin(run.worker(), grant)));
      }
    }
    if (!begun.isEmpty()) {
      decide(begun);
    }
  }

  private Work work(Grant grant) {
    return works.get(Math.toIntExact(grant.spec().offset()));
  }

  private Report begin(WorkerId worker, Grant grant) {
    Work work = work(grant);
    boolean swap = !work.model().equals(held.put(worker, work.model()));
    swaps += swap ? 1 : 0;
    starts.add(new Start(work, Duration.between(grant.header().createdAt(), now), now));
    ends.add(new End(now.plus(work.length()).plus(swap ? load : Duration.ZERO), worker, grant));
    return new Report.RunStarted(worker, grant.run());
  }
}
