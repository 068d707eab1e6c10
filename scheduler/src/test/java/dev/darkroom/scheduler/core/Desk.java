package dev.darkroom.scheduler.core;

import dev.darkroom.job.CachedResult;
import dev.darkroom.job.Checkpoint;
import dev.darkroom.job.JobError;
import dev.darkroom.job.JobHeader;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.command.Command;
import dev.darkroom.job.command.PoolQuote;
import dev.darkroom.job.command.Prospect;
import dev.darkroom.job.command.Reply;
import dev.darkroom.job.id.CommandId;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.id.SpecRef;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.id.WorkerId;
import dev.darkroom.job.pool.PoolRecord;
import dev.darkroom.job.pool.PoolSettings;
import dev.darkroom.job.pool.PoolVerb;
import dev.darkroom.job.spec.JobKind;
import dev.darkroom.job.tenant.Quota;
import dev.darkroom.job.tenant.TenantRecord;
import dev.darkroom.job.worker.Assignment;
import dev.darkroom.job.worker.Capabilities;
import dev.darkroom.job.worker.Report;
import dev.darkroom.job.worker.WorkerState;
import dev.darkroom.job.worker.WorkerVerb;
import dev.darkroom.scheduler.core.policy.SchedulerPolicy;
import dev.darkroom.scheduler.core.state.Outcome;
import dev.darkroom.scheduler.core.state.Rejection;
import dev.darkroom.scheduler.core.state.SchedulerState;
import dev.darkroom.scheduler.core.state.Seat;
import dev.darkroom.scheduler.core.state.StateChange;
import dev.darkroom.storage.log.StateEntry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** A scheduler at whose desk a test sits: jobs and workers by short names, one decision a call. */
public final class Desk {
  public static final Duration LEASE = Duration.ofSeconds(30);
  public static final TenantId TENANT = TenantId.of("default");
  public static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

  private final int partition;
  private final SchedulerPolicy policy;
  private final Decider decider;
  private SchedulerState state;
  private Instant now = BEGIN;
  private Outcome last;
  private long written;
  private long commands;
  private final List<StateChange> log = new ArrayList<>();
  private final Map<String, Long> beats = new java.util.HashMap<>();
  private final Map<String, Long> incarnations = new java.util.HashMap<>();

  public Desk() {
    this(SchedulerPolicy.DEFAULT.withLease(LEASE));
  }

  public Desk(SchedulerPolicy policy) {
    this(policy, 0);
    pool(1_000);
  }

  /** A scheduler of a partition on which there is no pool yet. */
  public Desk(int partition) {
    this(SchedulerPolicy.DEFAULT.withLease(LEASE), partition);
  }

  private Desk(SchedulerPolicy policy, int partition) {
    this.partition = partition;
    this.policy = policy;
    decider = new Decider(policy);
    state = SchedulerState.empty(partition).recovered(now, policy.lease());
    last =
        new Outcome(
            state, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(),
            List.of());
  }

  public Desk pool(int maxQueued) {
    StateChange pool =
        StateChange.put(new StateEntry.PoolEntry(new PoolRecord(PoolRecord.DEFAULT, 0, maxQueued)));
    log.add(pool);
    state = state.replay(pool);
    return this;
  }

  // What people ask.

  public Desk submit(String name) {
    return submit(name, JobHeader.DEFAULT_PRIORITY);
  }

  public Desk submit(String name, int priority) {
    return submit(header(name, priority, JobKind.NOOP), "request of " + name);
  }

  /** A job of another tenant, submitted now. */
  public Desk submit(String tenant, String name, int priority) {
    return submit(of(tenant, name, priority), "request of " + name);
  }

  /** The header of a job that this tenant would submit now. */
  public JobHeader of(String tenant, String name, int priority) {
    JobHeader plain = header(name, priority, JobKind.NOOP);
    return new JobHeader(
        plain.id(),
        TenantId.of(tenant),
        plain.pool(),
        plain.kind(),
        plain.model(),
        priority,
        Map.of(),
        now);
  }

  /** An operator says this of a tenant. */
  public Desk tenant(String name, double weight, Quota quota) {
    TenantRecord record = new TenantRecord(TenantId.of(name), weight, quota);
    return command(new Command.SetTenant(nextCommand(), 0, record));
  }

  public Desk submit(JobHeader header, String request) {
    return command(new Command.Submit(nextCommand(), header, nextSpec(header, request)));
  }

  /** A job that comes with what an earlier one has made. */
  public Desk submit(String name, CachedResult cached) {
    JobHeader header = header(name, JobHeader.DEFAULT_PRIORITY, JobKind.NOOP);
    SpecRef spec = nextSpec(header, "request of " + name);
    return command(new Command.Submit(nextCommand(), header, spec, Optional.of(cached)));
  }

  private SpecRef nextSpec(JobHeader header, String request) {
    written++;
    return new SpecRef(
        header.id() + "/" + written,
        0,
        written,
        Digest.of(request.getBytes(StandardCharsets.UTF_8)));
  }

  public Desk deleteOutputs(String name, Optional<String> output) {
    return command(new Command.DeleteOutputs(nextCommand(), TENANT, id(name), output));
  }

  public Desk delete(String name) {
    return command(new Command.DeleteJob(nextCommand(), TENANT, id(name)));
  }

  public Desk cancel(String name) {
    return cancel(name, TENANT);
  }

  public Desk cancel(String name, TenantId tenant) {
    return command(new Command.Cancel(nextCommand(), tenant, id(name), "asked"));
  }

  public Desk pause(String name) {
    return command(new Command.Pause(nextCommand(), TENANT, id(name), "asked"));
  }

  public Desk resume(String name) {
    return command(new Command.Resume(nextCommand(), TENANT, id(name)));
  }

  public Desk retry(String name) {
    return command(new Command.Retry(nextCommand(), TENANT, id(name)));
  }

  public Desk move(String name, String pool) {
    return command(new Command.Move(nextCommand(), TENANT, id(name), PoolId.of(pool)));
  }

  /** To a pool on another partition. */
  public Desk move(String name, String pool, int home) {
    return command(
        new Command.Move(nextCommand(), TENANT, id(name), PoolId.of(pool), Optional.of(home)));
  }

  public Desk reprioritise(String name, int priority) {
    return command(new Command.Reprioritise(nextCommand(), TENANT, id(name), priority));
  }

  // What an operator asks.

  public Desk claim(String pool, int home) {
    return command(new Command.ClaimPool(nextCommand(), 0, PoolId.of(pool), home));
  }

  public Desk create(String pool, PoolSettings settings) {
    return command(new Command.CreatePool(nextCommand(), partition, PoolId.of(pool), settings));
  }

  public Desk create(String pool) {
    return create(pool, PoolSettings.NONE);
  }

  public Desk change(String pool, PoolSettings settings) {
    return command(new Command.ChangePool(nextCommand(), 0, PoolId.of(pool), settings));
  }

  public Desk steer(String pool, PoolVerb verb) {
    return command(new Command.SteerPool(nextCommand(), 0, PoolId.of(pool), verb));
  }

  public Desk delete(String pool, Optional<String> moveTo) {
    return command(
        new Command.DeletePool(nextCommand(), 0, PoolId.of(pool), moveTo.map(PoolId::of)));
  }

  /** With its jobs going to a pool on another partition. */
  public Desk delete(String pool, String heir, int home) {
    return command(
        new Command.DeletePool(
            nextCommand(),
            partition,
            PoolId.of(pool),
            Optional.of(PoolId.of(heir)),
            Optional.of(home)));
  }

  public Desk steer(String worker, WorkerVerb verb) {
    return command(new Command.SteerWorker(nextCommand(), 0, worker, verb));
  }

  /** A training, of which runs keep checkpoints. */
  public Desk train(String name) {
    return submit(header(name, JobHeader.DEFAULT_PRIORITY, JobKind.INVERSION), "train " + name);
  }

  /** How this job of the default tenant stands. */
  public Prospect prospect(String name) {
    return prospects(TENANT, name).getFirst();
  }

  /** How a job stands, as its scheduler tells a tenant. */
  public List<Prospect> prospects(TenantId tenant, String name) {
    command(new Command.Explain(nextCommand(), 0, tenant, List.of(id(name))));
    return ((Reply.Explained) reply()).prospects();
  }

  /** What would become of a job, by pool. */
  public Map<String, PoolQuote> quote(JobHeader header) {
    command(new Command.Quote(nextCommand(), 0, header));
    return ((Reply.Quoted) reply())
        .pools().stream().collect(Collectors.toMap(q -> q.pool().value(), q -> q));
  }

  public Desk command(Command command) {
    return decide(List.of(), List.of(command));
  }

  // What workers tell.

  public Desk hello(String worker) {
    return hello(worker, Set.of(JobKind.values()));
  }

  public Desk hello(String worker, Set<JobKind> kinds) {
    return hello(worker, kinds, PoolRecord.DEFAULT);
  }

  public Desk hello(String worker, Set<JobKind> kinds, PoolId pool) {
    incarnations.merge(worker, 1L, Long::sum);
    beats.put(worker, 0L);
    return report(
        new Report.Hello(worker(worker), pool, new Capabilities(kinds, "cpu", 1 << 30, Map.of())));
  }

  public Desk hello(String worker, Capabilities capabilities) {
    incarnations.merge(worker, 1L, Long::sum);
    beats.put(worker, 0L);
    return report(new Report.Hello(worker(worker), PoolRecord.DEFAULT, capabilities));
  }

  /** A heartbeat that tells which models the worker holds. */
  public Desk holds(String worker, String... models) {
    return report(
        new Report.Heartbeat(
            worker(worker), nextBeat(worker), held(worker), List.of(models), false));
  }

  /** Whatever this worker was given begins, takes so long (less than a lease), and succeeds. */
  public Desk works(String worker, Duration time) {
    List<RunRef> runs = held(worker);
    holds(worker, state.seat(worker).orElseThrow().record().models().toArray(String[]::new));
    runs.forEach(run -> report(new Report.RunStarted(worker(worker), run)));
    pass(time);
    List<Report> ends = new ArrayList<>();
    for (RunRef run : runs) {
      Digest manifest = Digest.of(run.toString().getBytes(StandardCharsets.UTF_8));
      ends.add(new Report.RunSucceeded(worker(worker), run, manifest, List.of(), time.toMillis()));
    }
    return decide(ends, List.of());
  }

  /** A heartbeat that names the run which the worker was given. */
  public Desk beat(String worker) {
    return beat(worker, held(worker));
  }

  /** A heartbeat that names these runs. */
  public Desk beat(String worker, List<RunRef> runs) {
    return report(new Report.Heartbeat(worker(worker), nextBeat(worker), runs, List.of(), false));
  }

  /** The runs that a worker holds. */
  public List<RunRef> held(String worker) {
    return state.seat(worker).map(Seat::runs).orElse(List.of());
  }

  public Desk drainingBeat(String worker) {
    return report(
        new Report.Heartbeat(worker(worker), nextBeat(worker), held(worker), List.of(), true));
  }

  public Desk started(String job) {
    return report(new Report.RunStarted(holder(job), run(job)));
  }

  public Desk checkpointed(String job, int step) {
    return checkpointed(holder(job), run(job), step);
  }

  public Desk checkpointed(WorkerId worker, RunRef run, int step) {
    return report(new Report.Checkpointed(worker, run, checkpoint(run, step)));
  }

  public static Checkpoint checkpoint(RunRef run, int step) {
    String key = "t/default/j/%s/e/%s/checkpoint-%d/checkpoint.json";
    return new Checkpoint(
        run.epoch(),
        step,
        key.formatted(run.job(), run.epoch(), step),
        Digest.of((run + " " + step).getBytes(StandardCharsets.UTF_8)));
  }

  public Desk succeeded(String job) {
    return succeeded(holder(job), run(job));
  }

  public Desk succeeded(WorkerId worker, RunRef run) {
    Digest manifest = Digest.of(run.toString().getBytes(StandardCharsets.UTF_8));
    return report(new Report.RunSucceeded(worker, run, manifest, List.of(), 10));
  }

  /** The run has succeeded after so much time of its worker. */
  public Desk took(String job, Duration time) {
    RunRef run = run(job);
    Digest manifest = Digest.of(run.toString().getBytes(StandardCharsets.UTF_8));
    return report(new Report.RunSucceeded(holder(job), run, manifest, List.of(), time.toMillis()));
  }

  public Desk failed(String job, JobError error) {
    return report(new Report.RunFailed(holder(job), run(job), error));
  }

  public Desk stopped(String job, Report.StopReason reason) {
    return report(new Report.RunStopped(holder(job), run(job), reason));
  }

  public Desk goodbye(String worker) {
    return report(new Report.Goodbye(worker(worker)));
  }

  public Desk report(Report report) {
    return decide(List.of(report), List.of());
  }

  // Time.

  /** Time passes, all workers stay silent. */
  public Desk pass(Duration time) {
    now = now.plus(time);
    return decide(List.of(), List.of());
  }

  /** Time passes, and reports of it are not read yet. */
  public Desk passUnread(Duration time) {
    now = now.plus(time);
    return decide(new Inputs(List.of(), List.of(), now.minus(time), 0));
  }

  /** Another scheduler takes over with what the log has. */
  public Desk takeOver() {
    SchedulerState replayed = SchedulerState.empty(partition);
    for (StateChange change : log) {
      replayed = replayed.replay(change);
    }
    state = replayed.recovered(now, policy.lease());
    return this;
  }

  Desk decide(List<Report> reports, List<Command> asked) {
    return decide(new Inputs(reports, asked, now, 0));
  }

  private Desk decide(Inputs inputs) {
    last = decider.decide(state, inputs, now);
    state = last.next();
    log.addAll(last.changes());
    return this;
  }

  // What came of it.

  public Instant now() {
    return now;
  }

  public SchedulerState state() {
    return state;
  }

  public Outcome last() {
    return last;
  }

  public Reply reply() {
    return last.replies().getLast();
  }

  public List<Assignment> told() {
    return last.assignments();
  }

  public List<Rejection.Reason> rejected() {
    return last.rejections().stream().map(Rejection::reason).toList();
  }

  public JobRecord job(String name) {
    return state.job(id(name)).orElseThrow();
  }

  public JobState is(String name) {
    return job(name).state();
  }

  public WorkerState isWorker(String name) {
    return state.seat(name).orElseThrow().record().state();
  }

  public RunRef run(String job) {
    return new RunRef(id(job), is(job).currentEpoch().orElseThrow());
  }

  public WorkerId holder(String job) {
    return is(job).currentWorker().orElseThrow();
  }

  public WorkerId worker(String name) {
    return new WorkerId(name, incarnations.getOrDefault(name, 1L));
  }

  /** The last events' names, in order. */
  public List<String> happened() {
    return last.events().stream().map(e -> e.event().getClass().getSimpleName()).toList();
  }

  public static JobId id(String name) {
    return JobId.ofRandom(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)), 0);
  }

  public static JobHeader header(String name, int priority, JobKind kind) {
    return new JobHeader(
        id(name),
        TENANT,
        PoolId.of("default"),
        kind,
        ModelRef.parse("noop"),
        priority,
        Map.of(),
        BEGIN);
  }

  private long nextBeat(String worker) {
    return beats.merge(worker, 1L, Long::sum);
  }

  private CommandId nextCommand() {
    return new CommandId(new UUID(0, ++commands));
  }
}
