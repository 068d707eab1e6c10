package dev.darkroom.scheduler.core;

import dev.darkroom.job.Assignment;
import dev.darkroom.job.Command;
import dev.darkroom.job.JobEvent;
import dev.darkroom.job.JobHeader;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.PoolRecord;
import dev.darkroom.job.Refusal;
import dev.darkroom.job.Reply;
import dev.darkroom.job.RunRef;
import dev.darkroom.job.WorkerId;
import java.util.Optional;

/** What becomes of commands. Each is answered, and the answer to a repeated one is the same. */
final class CommandRules {

  void obey(Turn turn, Command command) {
    switch (command) {
      case Command.Submit c -> submit(turn, c);
      case Command.Cancel c -> cancel(turn, c);
    }
  }

  private static void submit(Turn turn, Command.Submit submit) {
    Optional<JobRecord> known = turn.state().job(submit.header().id());
    known.ifPresentOrElse(job -> repeat(turn, submit, job), () -> queue(turn, submit));
  }

  private static void queue(Turn turn, Command.Submit submit) {
    Optional<Refusal> refusal = refusal(turn.state(), submit.header());
    if (refusal.isPresent()) {
      turn.forgetSpec(submit.spec().key());
      turn.reply(new Reply.Refused(submit.id(), refusal.get()));
      return;
    }
    JobRecord job = JobRecord.accepted(submit.header(), submit.spec(), turn.now());
    turn.accept(job);
    turn.reply(new Reply.Accepted(submit.id(), job, false));
  }

  private static void repeat(Turn turn, Command.Submit submit, JobRecord job) {
    if (!submit.spec().key().equals(job.spec().key())) {
      turn.forgetSpec(submit.spec().key());
    }
    boolean same =
        submit.spec().digest().equals(job.spec().digest())
            && submit.header().tenant().equals(job.header().tenant());
    turn.reply(
        same
            ? new Reply.Accepted(submit.id(), job, true)
            : refused(
                submit,
                Refusal.IDEMPOTENCY_MISMATCH,
                "another request was sent under this Idempotency-Key: use a new key, or send the"
                    + " same request"));
  }

  /** Why a job that is new cannot be queued. */
  private static Optional<Refusal> refusal(SchedulerState state, JobHeader header) {
    if (header.id().partition() != state.partition()) {
      return Optional.of(
          Refusal.of(
              Refusal.POOL_NOT_FOUND,
              "job %s belongs to partition %d and came to partition %d: send it to its own"
                  .formatted(header.id(), header.id().partition(), state.partition())));
    }
    Pool pool = state.pool(header.pool());
    Optional<PoolRecord> record = pool.record();
    if (record.isEmpty()) {
      return Optional.of(
          new Refusal(
              Refusal.POOL_NOT_FOUND,
              "there is no pool '" + header.pool() + "': use one that GET /v1/pools lists",
              Optional.of("pool")));
    }
    int most = record.get().maxQueued();
    if (pool.waiting() >= most) {
      return Optional.of(
          Refusal.of(
              Refusal.QUEUE_FULL,
              "%d jobs wait in pool '%s', the most it takes: try again when some have run"
                  .formatted(most, header.pool())));
    }
    return Optional.empty();
  }

  private static void cancel(Turn turn, Command.Cancel cancel) {
    Optional<JobRecord> job =
        turn.state()
            .job(cancel.job())
            .filter(known -> known.header().tenant().equals(cancel.tenant()));
    if (job.isEmpty()) {
      turn.reply(
          refused(cancel, Refusal.JOB_NOT_FOUND, "there is no job " + cancel.job() + " of yours"));
      return;
    }
    turn.reply(canceled(turn, cancel, job.get()));
  }

  private static Reply canceled(Turn turn, Command.Cancel cancel, JobRecord job) {
    return switch (job.state()) {
      case JobState.Queued _ ->
          accepted(cancel, turn.apply(job, new JobEvent.Canceled(cancel.reason(), turn.now())));
      case JobState.Leased s ->
          accepted(
              cancel, stop(turn, cancel, job, s.worker(), new RunRef(cancel.job(), s.epoch())));
      case JobState.Running s ->
          accepted(
              cancel, stop(turn, cancel, job, s.worker(), new RunRef(cancel.job(), s.epoch())));
      case JobState.Canceling _, JobState.Canceled _ -> new Reply.Accepted(cancel.id(), job, true);
      case JobState.Succeeded _, JobState.Failed _, JobState.Expired _ ->
          refused(
              cancel,
              Refusal.JOB_ENDED,
              "job %s has already %s: only a job that waits or runs can be canceled"
                  .formatted(cancel.job(), job.state().status()));
    };
  }

  private static JobRecord stop(
      Turn turn, Command.Cancel cancel, JobRecord job, WorkerId worker, RunRef run) {
    turn.assign(new Assignment.CancelRun(worker, run, cancel.reason()));
    return turn.apply(job, new JobEvent.CancelRequested(cancel.reason(), turn.now()));
  }

  private static Reply accepted(Command command, JobRecord job) {
    return new Reply.Accepted(command.id(), job, false);
  }

  private static Reply refused(Command command, String code, String message) {
    return new Reply.Refused(command.id(), Refusal.of(code, message));
  }
}
