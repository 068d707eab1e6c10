package dev.darkroom.scheduler.core.run;

import dev.darkroom.job.JobError;
import dev.darkroom.job.JobEvent;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.Tries;
import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.worker.WorkerEvent;
import dev.darkroom.scheduler.core.account.Billing;
import dev.darkroom.scheduler.core.policy.RetryPolicy;
import dev.darkroom.scheduler.core.policy.SchedulerPolicy;
import dev.darkroom.scheduler.core.state.Pool;
import dev.darkroom.scheduler.core.state.Seat;
import dev.darkroom.scheduler.core.state.Turn;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What becomes of a job whose run ended without a result, and of a worker that is gone. A job that
 * was being canceled is canceled then, however its run ended; one that was being paused waits.
 */
public final class RunEnds {
  private final RetryPolicy retries;
  private final int maxMissed;
  private final Billing billing;

  public RunEnds(SchedulerPolicy policy, Billing billing) {
    this.billing = billing;
    retries = policy.retries();
    maxMissed = policy.maxMissed();
  }

  /** The run ended with an error. */
  void failed(Turn turn, JobRecord job, String worker, JobError error) {
    unlessCanceled(
        turn,
        job,
        Optional.of(error),
        error.code(),
        worker,
        tries -> retries.afterFailure(error, tries, turn.now(), turn.jitter(job.header().id())));
  }

  /** The run was given back, by nobody's fault. */
  void released(Turn turn, JobRecord job, String worker, String reason) {
    unlessCanceled(
        turn,
        job,
        Optional.empty(),
        reason,
        worker,
        tries -> retries.afterRelease(tries, job.state().currentEpoch().orElseThrow(), reason));
  }

  /** A worker went in good order, and gives back what it held. */
  void left(Turn turn, Seat seat, String reason) {
    gone(turn, seat, reason).forEach(job -> released(turn, job, seat.name(), reason));
  }

  /**
   * A worker is no longer there and has not said goodbye. Its job may be why, unless it never took
   * it up; of a batch it may be any.
   */
  void vanished(Turn turn, Seat seat, String reason) {
    if (seat.missed() > maxMissed) {
      left(turn, seat, "run_lost");
    } else {
      List<JobRecord> held = gone(turn, seat, reason);
      held.forEach(job -> died(turn, job, seat, reason, held.size() > 1));
    }
  }

  /** Marks a worker as gone; the jobs that it held. */
  private static List<JobRecord> gone(Turn turn, Seat seat, String reason) {
    List<RunRef> runs = seat.runs();
    turn.apply(seat, new WorkerEvent.Left(reason, turn.now()));
    return runs.stream().flatMap(held -> turn.state().job(held.job()).stream()).toList();
  }

  private void died(Turn turn, JobRecord job, Seat seat, String reason, boolean batch) {
    unlessCanceled(
        turn,
        job,
        Optional.empty(),
        reason,
        seat.name(),
        tries ->
            batch
                ? retries.afterRelease(
                    tries.parted(), job.state().currentEpoch().orElseThrow(), reason)
                : retries.afterWorkerDeath(tries, seat.id().toString(), reason));
  }

  private void unlessCanceled(
      Turn turn,
      JobRecord job,
      Optional<JobError> error,
      String reason,
      String worker,
      Function<Tries, RetryPolicy.Verdict> judge) {
    billing.settle(turn, job);
    switch (job.state()) {
      case JobState.Leased s -> follow(turn, job, error, reason, worker, judge.apply(s.tries()));
      case JobState.Running s -> follow(turn, job, error, reason, worker, judge.apply(s.tries()));
      case JobState.Yielding s -> follow(turn, job, error, reason, worker, judge.apply(s.tries()));
      case JobState.Pausing s -> setAside(turn, job, s.reason(), judge.apply(s.tries()));
      case JobState.Canceling s ->
          turn.apply(
              job,
              s.reason().equals(DeadlineRules.REASON)
                  ? new JobEvent.Expired(turn.now())
                  : new JobEvent.Canceled(s.reason(), turn.now()));
      case JobState.Ended _, JobState.Waiting _, JobState.MovedOut _ ->
          throw new IllegalStateException(
              "job " + job.header().id() + " has no run that could end: it is " + job.state());
    }
  }

  /** A run that was to yield has ended, however: its job waits, unless it has failed for good. */
  private static void setAside(
      Turn turn, JobRecord job, String reason, RetryPolicy.Verdict verdict) {
    switch (verdict) {
      case RetryPolicy.Verdict.Retry retry ->
          turn.apply(job, new JobEvent.Paused(retry.tries(), reason, turn.now()));
      case RetryPolicy.Verdict.GiveUp end ->
          turn.apply(job, new JobEvent.Failed(end.error(), end.deadLetter(), turn.now()));
    }
  }

  private static void follow(
      Turn turn,
      JobRecord job,
      Optional<JobError> error,
      String reason,
      String worker,
      RetryPolicy.Verdict verdict) {
    switch (verdict) {
      case RetryPolicy.Verdict.Retry retry -> {
        JobRecord waiting =
            turn.apply(
                job,
                new JobEvent.Requeued(retry.tries(), reason, retry.notBefore(), error, turn.now()));
        if (retry.elsewhere()) {
          Pool pool = turn.state().pool(job.header().pool());
          turn.rearrange(waiting, pool.avoiding(job.header().id(), worker));
        }
      }
      case RetryPolicy.Verdict.GiveUp end ->
          turn.apply(job, new JobEvent.Failed(end.error(), end.deadLetter(), turn.now()));
    }
  }
}
