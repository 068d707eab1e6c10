package dev.darkroom.worker.core;

import dev.darkroom.job.JobHeader;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.id.SpecRef;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.id.WorkerId;
import dev.darkroom.job.pool.PoolRecord;
import dev.darkroom.job.spec.JobKind;
import dev.darkroom.job.worker.Assignment;
import dev.darkroom.job.worker.Capabilities;
import dev.darkroom.job.worker.Grant;
import dev.darkroom.job.worker.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A worker's core under a virtual clock; the test plays the scheduler, the log and the run. */
final class Rehearsal {
  static final Duration LEASE = Duration.ofSeconds(30);
  static final Timing TIMING =
      new Timing(
          LEASE,
          Duration.ofMinutes(5),
          Duration.ofMinutes(1),
          Duration.ofSeconds(5),
          Duration.ofSeconds(1));
  private static final long WRAPS_SOON = Long.MAX_VALUE - Duration.ofSeconds(40).toNanos();

  final WorkerCore core =
      new WorkerCore(
          PoolRecord.DEFAULT,
          new Capabilities(EnumSet.allOf(JobKind.class), "cpu", 1 << 30, Map.of()),
          TIMING);
  final List<Effect> effects = new ArrayList<>();
  WorkerState state;
  private long now = WRAPS_SOON; // so that a comparison of plain values fails every test

  Rehearsal() {
    take(core.start(new WorkerId("w", 100), now));
  }

  /** A worker that serves, its first heartbeat acknowledged. */
  static Rehearsal serving() {
    Rehearsal worker = new Rehearsal();
    worker.hear(new WorkerEvent.FeedOpen(worker.state.id()));
    worker.deliver(Report.Hello.class);
    worker.renew();
    return worker;
  }

  Rehearsal hear(WorkerEvent event) {
    take(core.decide(state, event, now));
    return this;
  }

  Rehearsal told(Assignment assignment) {
    return hear(new WorkerEvent.Told(assignment));
  }

  /** Time passes; the core is called whenever it asked to be. */
  Rehearsal pass(Duration time) {
    long until = now + time.toNanos();
    Optional<Long> wake = core.wakeAt(state).filter(at -> at - until <= 0);
    while (wake.isPresent()) {
      now = Math.max(now - until, wake.get() - until) + until;
      hear(new WorkerEvent.Tick());
      wake = core.wakeAt(state).filter(at -> at - until <= 0);
    }
    now = until;
    return hear(new WorkerEvent.Tick());
  }

  /** Time passes and nothing is called before its end, as in a stopped process. */
  Rehearsal freeze(Duration time) {
    now += time.toNanos();
    return hear(new WorkerEvent.Tick());
  }

  /** Time passes while the scheduler acknowledges each heartbeat a moment after it was sent. */
  Rehearsal passRenewed(Duration time) {
    long until = now + time.toNanos();
    while (now - until < 0) {
      pass(Duration.ofSeconds(1));
      renew();
    }
    return this;
  }

  /** The latest heartbeat is acknowledged. */
  Rehearsal renew() {
    return told(new Assignment.LeaseRenewed(state.id(), state.sequence()));
  }

  /** The log has the latest report of this kind. */
  Rehearsal deliver(Class<? extends Report> kind) {
    return hear(new WorkerEvent.Delivered(last(kind)));
  }

  Rehearsal lose(Class<? extends Report> kind) {
    return hear(new WorkerEvent.NotDelivered(last(kind)));
  }

  Assignment.Run grant(int job) {
    return grant(job, 1);
  }

  Assignment.Run grant(int job, long epoch) {
    Assignment.Run lease = lease(state.id(), job, epoch);
    told(lease);
    return lease;
  }

  /** A lease of a job that keeps checkpoints. */
  Assignment.Run grantTraining(int job) {
    Assignment.Run lease = lease(state.id(), job, 1, JobKind.INVERSION);
    told(lease);
    return lease;
  }

  Rehearsal end(Assignment.Run lease, RunOutcome outcome) {
    return hear(new WorkerEvent.RunEnded(run(lease), outcome));
  }

  /** One run of a batch ends. */
  Rehearsal end(RunRef run, RunOutcome outcome) {
    return hear(new WorkerEvent.RunEnded(run, outcome));
  }

  /** A lease of several jobs. */
  Assignment.Run grantBatch(int... jobs) {
    Assignment.Run lease = batch(state.id(), jobs);
    told(lease);
    return lease;
  }

  /** The run of a lease's first job. */
  static RunRef run(Assignment.Run lease) {
    return lease.grants().getFirst().run();
  }

  static Assignment.Run batch(WorkerId worker, int... jobs) {
    return new Assignment.Run(
        worker,
        Arrays.stream(jobs).mapToObj(job -> lease(worker, job, 1).grants().getFirst()).toList(),
        LEASE);
  }

  List<Report> reports() {
    return effects.stream()
        .filter(Effect.Send.class::isInstance)
        .map(e -> ((Effect.Send) e).report())
        .toList();
  }

  <R extends Report> List<R> reports(Class<R> kind) {
    return reports().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  <R extends Report> R last(Class<R> kind) {
    return reports(kind).getLast();
  }

  <E extends Effect> List<E> effects(Class<E> kind) {
    return effects.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  static RunOutcome.Succeeded success() {
    return new RunOutcome.Succeeded(Digest.of(new byte[] {1}), List.of(), 7);
  }

  static Assignment.Run lease(WorkerId worker, int job, long epoch) {
    return lease(worker, job, epoch, JobKind.NOOP);
  }

  static Assignment.Run lease(WorkerId worker, int job, long epoch, JobKind kind) {
    JobId id = JobId.ofRandom(new UUID(job, job), 0);
    JobHeader header =
        new JobHeader(
            id,
            TenantId.of("default"),
            PoolRecord.DEFAULT,
            kind,
            ModelRef.parse("noop"),
            5,
            Map.of(),
            Instant.EPOCH);
    SpecRef spec = new SpecRef(id + "/0", 0, 0, Digest.of(new byte[0]));
    return new Assignment.Run(
        worker, List.of(new Grant(header, spec, Epoch.of(epoch), Optional.empty())), LEASE);
  }

  private void take(Decision decision) {
    state = decision.state();
    effects.addAll(decision.effects());
  }
}
