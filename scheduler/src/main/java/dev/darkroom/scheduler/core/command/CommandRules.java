package dev.darkroom.scheduler.core.command;

import dev.darkroom.job.CachedResult;
import dev.darkroom.job.JobEvent;
import dev.darkroom.job.JobHeader;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.command.Command;
import dev.darkroom.job.command.Refusal;
import dev.darkroom.job.command.Reply;
import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.id.WorkerId;
import dev.darkroom.job.worker.Assignment;
import dev.darkroom.scheduler.core.account.KeyBudgets;
import dev.darkroom.scheduler.core.policy.Sharing;
import dev.darkroom.scheduler.core.state.Pool;
import dev.darkroom.scheduler.core.state.SchedulerState;
import dev.darkroom.scheduler.core.state.Turn;
import java.util.Optional;

/** What becomes of commands. Each is answered, and the answer to a repeated one is the same. */
public final class CommandRules {
  private final Questions questions;

  public CommandRules(Sharing sharing) {
    questions = new Questions(sharing);
  }

  public void obey(Turn turn, Command command) {
    switch (command) {
      case Command.Submit c -> submit(turn, c);
      case Command.OfJob c -> ofJob(turn, c, 0);
      case Command.SetTenant c -> turn.reply(TenantRules.set(turn, c));
      case Command.OfOperator c -> turn.reply(ofOperator(turn, c));
      case Command.Forward c -> ofJob(turn, c.asked(), c.hops());
      case Command.MoveIn c -> Handovers.in(turn, c);
      case Command.ForgetMoved c -> Handovers.forget(turn, c);
      case Command.CreateKey c -> turn.reply(KeyRules.created(turn, c));
      case Command.RevokeKey c -> turn.reply(KeyRules.revoked(turn, c));
      case Command.Question c -> turn.reply(questions.answer(turn.state(), c, turn.now()));
    }
  }

  private static Reply ofOperator(Turn turn, Command.OfOperator command) {
    return switch (command) {
      case Command.ClaimPool c -> PoolNames.claim(turn, c);
      case Command.CreatePool c -> PoolRules.create(turn, c);
      case Command.ChangePool c -> PoolRules.change(turn, c);
      case Command.SteerPool c -> PoolRules.steer(turn, c);
      case Command.DeletePool c -> PoolRules.delete(turn, c);
      case Command.SteerWorker c -> WorkerRules.steer(turn, c);
    };
  }

  private void submit(Turn turn, Command.Submit submit) {
    Optional<JobRecord> known = turn.state().job(submit.header().id());
    if (known.isPresent()) {
      repeat(turn, submit, known.get());
      return;
    }
    Optional<CachedResult> cached = submit.cached();
    if (cached.isPresent()) {
      reuse(turn, submit, cached.get());
    } else {
      queue(turn, submit);
    }
  }

  /** A job that ends with an earlier one's result: it takes no room, no worker and no time. */
  private static void reuse(Turn turn, Command.Submit submit, CachedResult result) {
    Optional<Refusal> refusal =
        elsewhere(turn.state(), submit.header())
            .or(() -> Admission.shut(turn.state(), submit.header()));
    if (refusal.isPresent()) {
      refuse(turn, submit, refusal.get());
      return;
    }
    JobRecord job = JobRecord.accepted(submit.header(), submit.spec(), turn.now());
    turn.accept(job);
    turn.reply(accepted(submit, turn.apply(job, new JobEvent.Reused(result, turn.now()))));
  }

  private static void refuse(Turn turn, Command.Submit submit, Refusal refusal) {
    turn.forgetSpec(submit.spec().key());
    turn.reply(new Reply.Refused(submit.id(), refusal));
  }

  private void queue(Turn turn, Command.Submit submit) {
    Optional<Refusal> refusal =
        refusal(turn.state(), submit.header())
            .or(() -> KeyBudgets.refusal(turn, submit.header()))
            .or(() -> questions.deadline(turn.state(), submit.header(), turn.now()));
    if (refusal.isPresent()) {
      refuse(turn, submit, refusal.get());
      return;
    }
    JobRecord job = JobRecord.accepted(submit.header(), submit.spec(), turn.now());
    turn.accept(job);
    turn.reply(new Reply.Queued(submit.id(), job.header().id(), turn.now()));
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
    return elsewhere(state, header).or(() -> Admission.refusal(state, header));
  }

  private static Optional<Refusal> elsewhere(SchedulerState state, JobHeader header) {
    return header.id().partition() == state.partition()
        ? Optional.empty()
        : Optional.of(
            Refusal.of(
                Refusal.POOL_NOT_FOUND,
                "job %s belongs to partition %d and came to partition %d: send it to its own"
                    .formatted(header.id(), header.id().partition(), state.partition())));
  }

  /**
   * What is asked about a job of the asker's own.
   *
   * @param hops how often it has been sent on
   */
  private static void ofJob(Turn turn, Command.OfJob command, int hops) {
    Optional<Integer> elsewhere = Handovers.elsewhere(turn.state(), command.job());
    if (elsewhere.isPresent()) {
      Handovers.sendOn(turn, command, elsewhere.get(), hops);
      return;
    }
    Optional<JobRecord> known =
        turn.state()
            .job(command.job())
            .filter(job -> job.header().tenant().equals(command.tenant()));
    if (known.isEmpty()) {
      turn.reply(
          refused(
              command, Refusal.JOB_NOT_FOUND, "there is no job " + command.job() + " of yours"));
      return;
    }
    JobRecord job = known.get();
    switch (command) {
      case Command.Cancel c -> turn.reply(canceled(turn, c, job));
      case Command.Pause c -> turn.reply(PauseRules.paused(turn, c, job));
      case Command.Resume c -> turn.reply(PauseRules.resumed(turn, c, job));
      case Command.Retry c -> turn.reply(retried(turn, c, job));
      case Command.Move c -> PlaceRules.moved(turn, c, job);
      case Command.Reprioritise c -> turn.reply(PlaceRules.reprioritised(turn, c, job));
      case Command.DeleteOutputs c -> turn.reply(DeletionRules.outputsDeleted(turn, c, job));
      case Command.DeleteJob c -> turn.reply(DeletionRules.deleted(turn, c, job));
    }
  }

  private static Reply canceled(Turn turn, Command.Cancel cancel, JobRecord job) {
    return switch (job.state()) {
      case JobState.Waiting _ ->
          accepted(cancel, turn.apply(job, new JobEvent.Canceled(cancel.reason(), turn.now())));
      case JobState.Canceling _, JobState.Canceled _ -> repeated(cancel, job);
      case JobState.Held s -> stop(turn, cancel, job, s.worker());
      case JobState.Ended _ ->
          refused(
              cancel,
              Refusal.JOB_ENDED,
              "job %s has already %s: only a job that waits or runs can be canceled"
                  .formatted(cancel.job(), job.state().status()));
      case JobState.MovedOut _ -> throw Pool.leftOf(job);
    };
  }

  private static Reply stop(Turn turn, Command.Cancel cancel, JobRecord job, WorkerId worker) {
    turn.assign(new Assignment.CancelRun(worker, run(job), cancel.reason()));
    return accepted(
        cancel, turn.apply(job, new JobEvent.CancelRequested(cancel.reason(), turn.now())));
  }

  private static Reply retried(Turn turn, Command.Retry retry, JobRecord job) {
    return switch (job.state()) {
      case JobState.Failed _, JobState.Canceled _, JobState.Expired _ -> {
        Optional<Refusal> refusal =
            late(turn, job)
                .or(() -> Admission.refusal(turn.state(), job.header()))
                .or(() -> KeyBudgets.refusal(turn, job.header()));
        yield refusal.isPresent()
            ? new Reply.Refused(retry.id(), refusal.get())
            : accepted(retry, turn.apply(job, new JobEvent.Retried(job.lastEpoch(), turn.now())));
      }
      case JobState.Succeeded _ ->
          refused(
              retry,
              Refusal.JOB_SUCCEEDED,
              "job %s has succeeded: submit a new one to run it again".formatted(retry.job()));
      case JobState.Held _, JobState.Waiting _ ->
          refused(
              retry,
              Refusal.JOB_NOT_ENDED,
              "job %s is %s: only one that has failed, expired or was canceled can be retried"
                  .formatted(retry.job(), job.state().status()));
      case JobState.MovedOut _ -> throw Pool.leftOf(job);
    };
  }

  private static Optional<Refusal> late(Turn turn, JobRecord job) {
    return job.header()
        .deadline()
        .filter(at -> !at.isAfter(turn.now()))
        .map(at ->
            Refusal.of(
                Refusal.DEADLINE_PASSED,
                "the deadline of job %s passed at %s: submit a new one"
                    .formatted(job.header().id(), at)));
  }

  /** The run that a worker holds of this job. */
  public static RunRef run(JobRecord job) {
    return new RunRef(job.header().id(), job.state().currentEpoch().orElseThrow());
  }

  static Reply accepted(Command command, JobRecord job) {
    return new Reply.Accepted(command.id(), job, false);
  }

  /** It was done already. */
  static Reply repeated(Command command, JobRecord job) {
    return new Reply.Accepted(command.id(), job, true);
  }

  static Reply refused(Command command, String code, String message) {
    return new Reply.Refused(command.id(), Refusal.of(code, message));
  }
}
