package dev.darkroom.scheduler.core.run;

import static dev.darkroom.scheduler.core.state.Rejection.Reason.DUPLICATE;
import static dev.darkroom.scheduler.core.state.Rejection.Reason.POOL_NOT_FOUND;
import static dev.darkroom.scheduler.core.state.Rejection.Reason.STALE_EPOCH;
import static dev.darkroom.scheduler.core.state.Rejection.Reason.STALE_INCARNATION;
import static dev.darkroom.scheduler.core.state.Rejection.Reason.UNKNOWN_JOB;
import static dev.darkroom.scheduler.core.state.Rejection.Reason.UNKNOWN_WORKER;
import static dev.darkroom.scheduler.core.state.Rejection.Reason.WORKER_GONE;

import dev.darkroom.job.JobEvent;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.id.WorkerId;
import dev.darkroom.job.worker.Assignment;
import dev.darkroom.job.worker.Report;
import dev.darkroom.job.worker.WorkerEvent;
import dev.darkroom.job.worker.WorkerRecord;
import dev.darkroom.scheduler.core.account.Billing;
import dev.darkroom.scheduler.core.policy.SchedulerPolicy;
import dev.darkroom.scheduler.core.state.Seat;
import dev.darkroom.scheduler.core.state.Turn;
import java.util.Optional;

/**
 * What becomes of workers' reports. A report counts only from the incarnation that is here, and of
 * the run that is the job's current one; anything else is rejected with its reason.
 */
public final class ReportRules {
  private final SchedulerPolicy policy;
  private final RunEnds ends;
  private final HeartbeatRules heartbeats;
  private final Breakers breakers;
  private final Billing billing;

  public ReportRules(SchedulerPolicy policy, RunEnds ends, Billing billing) {
    this.billing = billing;
    this.policy = policy;
    this.ends = ends;
    this.heartbeats = new HeartbeatRules(policy);
    this.breakers = new Breakers(policy.breaker());
  }

  public void hear(Turn turn, Report report) {
    switch (report) {
      case Report.Hello r -> hello(turn, r);
      case Report.Heartbeat r -> present(turn, r).ifPresent(s -> heartbeats.hear(turn, s, r));
      case Report.RunStarted r -> started(turn, r);
      case Report.Checkpointed r ->
          running(turn, r, r.run())
              .ifPresent(
                  job -> turn.apply(job, new JobEvent.Checkpointed(r.checkpoint(), turn.now())));
      case Report.OutputsStored r ->
          running(turn, r, r.run())
              .ifPresent(
                  job -> turn.apply(job, new JobEvent.OutputsAdded(r.outputs(), turn.now())));
      case Report.RunSucceeded r -> succeeded(turn, r);
      case Report.RunFailed r -> failed(turn, r);
      case Report.RunStopped r -> stopped(turn, r);
      case Report.Goodbye r ->
          turn.state()
              .seat(r.worker().name())
              .filter(seat -> seat.live() && seat.id().equals(r.worker()))
              .ifPresentOrElse(
                  seat -> ends.left(turn, seat, "worker_drained"),
                  () -> turn.reject(WORKER_GONE, r.worker(), Optional.empty()));
    }
  }

  private void hello(Turn turn, Report.Hello hello) {
    if (turn.state().pool(hello.pool()).record().isEmpty()) {
      turn.reject(POOL_NOT_FOUND, hello.worker(), Optional.empty());
      return;
    }
    Optional<Seat> known = turn.state().seat(hello.worker().name());
    if (known.isEmpty()) {
      join(turn, hello, false);
      return;
    }
    Seat seat = known.get();
    long newer = hello.worker().incarnation() - seat.id().incarnation();
    if (newer == 0 && seat.live()) {
      turn.reject(DUPLICATE, hello.worker(), Optional.empty());
    } else if (newer == 0) {
      turn.assign(new Assignment.HelloAgain(hello.worker()));
      turn.reject(WORKER_GONE, hello.worker(), Optional.empty());
    } else if (newer < 0 && seat.live()) {
      turn.assign(new Assignment.Drain(hello.worker()));
      turn.reject(STALE_INCARNATION, hello.worker(), Optional.empty());
    } else {
      if (seat.live()) {
        ends.vanished(turn, seat, "worker_restarted");
      }
      join(turn, hello, seat.record().locked());
    }
  }

  /**
   * @param locked whether an operator has locked an earlier incarnation: a restart does not unlock
   */
  private void join(Turn turn, Report.Hello hello, boolean locked) {
    WorkerRecord worker =
        WorkerRecord.joined(hello.worker(), hello.pool(), hello.capabilities(), turn.now())
            .locked(locked);
    turn.put(new Seat(worker, turn.now().plus(policy.lease()), 0, 0));
  }

  /**
   * The worker that a heartbeat came from, if it is here; otherwise it is told how to go on, and to
   * stop what it runs.
   */
  private static Optional<Seat> present(Turn turn, Report.Heartbeat beat) {
    WorkerId worker = beat.worker();
    Optional<RunRef> run = beat.runs().stream().findFirst();
    Optional<Seat> known = turn.state().seat(worker.name());
    if (known.isEmpty()) {
      turn.assign(new Assignment.HelloAgain(worker));
      turn.reject(UNKNOWN_WORKER, worker, run);
      return Optional.empty();
    }
    Seat seat = known.get();
    if (seat.live() && seat.id().equals(worker)) {
      return known;
    }
    if (seat.live() && worker.incarnation() < seat.id().incarnation()) {
      beat.runs()
          .forEach(r -> turn.assign(new Assignment.CancelRun(worker, r, STALE_INCARNATION.code())));
      turn.assign(new Assignment.Drain(worker));
      turn.reject(STALE_INCARNATION, worker, run);
    } else {
      turn.assign(new Assignment.HelloAgain(worker));
      turn.reject(WORKER_GONE, worker, run);
    }
    return Optional.empty();
  }

  private static void started(Turn turn, Report.RunStarted report) {
    Optional<JobRecord> current = current(turn, report, report.run());
    if (current.isEmpty()) {
      turn.assign(new Assignment.CancelRun(report.worker(), report.run(), STALE_EPOCH.code()));
      return;
    }
    JobRecord job = current.get();
    if (job.state() instanceof JobState.Leased) {
      turn.apply(job, new JobEvent.RunStarted(report.run().epoch(), turn.now()));
    } else {
      turn.reject(DUPLICATE, report.worker(), Optional.of(report.run()));
    }
  }

  /**
   * The job whose current run this is; it has begun, also where its worker's word of it is lost.
   */
  private static Optional<JobRecord> running(Turn turn, Report report, RunRef run) {
    return current(turn, report, run)
        .map(job ->
            job.state() instanceof JobState.Leased
                ? turn.apply(job, new JobEvent.RunStarted(run.epoch(), turn.now()))
                : job);
  }

  private void succeeded(Turn turn, Report.RunSucceeded report) {
    running(turn, report, report.run())
        .ifPresent(job -> {
          Seat seat = turn.state().seat(report.worker().name()).orElseThrow();
          CostRules.learn(turn, job, seat, report);
          billing.settle(turn, job);
          turn.apply(
              job,
              new JobEvent.Succeeded(
                  report.run().epoch(),
                  report.manifest(),
                  report.outputs(),
                  report.executionMillis(),
                  turn.now()));
          Breakers.succeeded(turn, report.worker(), job.header().model());
          free(turn, report.worker(), report.run());
        });
  }

  private void failed(Turn turn, Report.RunFailed report) {
    current(turn, report, report.run())
        .ifPresent(job -> {
          ends.failed(turn, job, report.worker().name(), report.error());
          breakers.failed(turn, report.worker(), job.header().model(), report.error());
          free(turn, report.worker(), report.run());
        });
  }

  private void stopped(Turn turn, Report.RunStopped report) {
    current(turn, report, report.run())
        .ifPresent(job -> {
          String reason =
              switch (report.reason()) {
                case CANCELED -> "run_stopped";
                case YIELDED -> "yielded";
                case WORKER_STOPPING -> "worker_drained";
                case LEASE_LOST -> "lease_lost";
              };
          ends.released(turn, job, report.worker().name(), reason);
          free(turn, report.worker(), report.run());
          if (report.reason() == Report.StopReason.WORKER_STOPPING) {
            Seat seat = turn.state().seat(report.worker().name()).orElseThrow();
            turn.apply(seat, new WorkerEvent.DrainBegan(turn.now()));
          }
        });
  }

  /** The job whose current run this worker speaks of; otherwise the report is rejected. */
  private static Optional<JobRecord> current(Turn turn, Report report, RunRef run) {
    Optional<JobRecord> known = turn.state().job(run.job());
    if (known.isEmpty()) {
      turn.reject(UNKNOWN_JOB, report.worker(), Optional.of(run));
      return Optional.empty();
    }
    JobState state = known.get().state();
    boolean current =
        state.currentEpoch().equals(Optional.of(run.epoch()))
            && state.currentWorker().equals(Optional.of(report.worker()));
    if (current) {
      return known;
    }
    boolean again =
        state instanceof JobState.Succeeded s
            && s.epoch().equals(run.epoch())
            && report instanceof Report.RunSucceeded;
    turn.reject(again ? DUPLICATE : STALE_EPOCH, report.worker(), Optional.of(run));
    return Optional.empty();
  }

  /** This run of the worker's is over; with the last of them the worker is free. */
  private static void free(Turn turn, WorkerId worker, RunRef ended) {
    Seat seat = turn.state().seat(worker.name()).orElseThrow();
    turn.apply(seat, new WorkerEvent.RunEnded(ended, turn.now()));
  }
}
