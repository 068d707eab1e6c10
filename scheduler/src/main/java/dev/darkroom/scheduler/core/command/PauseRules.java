package dev.darkroom.scheduler.core.command;

import dev.darkroom.job.JobEvent;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.command.Command;
import dev.darkroom.job.command.Refusal;
import dev.darkroom.job.command.Reply;
import dev.darkroom.job.id.WorkerId;
import dev.darkroom.job.spec.JobKind;
import dev.darkroom.job.worker.Assignment;
import dev.darkroom.scheduler.core.state.Pool;
import dev.darkroom.scheduler.core.state.Turn;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What becomes of a training that is to wait, and to go on again. One that waits is set aside at
 * once; one that runs is told to save a checkpoint and to yield, and is set aside when it has.
 */
final class PauseRules {
  private PauseRules() {}

  static Reply paused(Turn turn, Command.Pause pause, JobRecord job) {
    if (!job.header().kind().resumable()) {
      return CommandRules.refused(
          pause,
          Refusal.KIND_NOT_PAUSABLE,
          "a %s job keeps no checkpoint to go on from and cannot be paused: only %s jobs can"
              .formatted(job.header().kind(), pausable()));
    }
    return switch (job.state()) {
      case JobState.Queued s ->
          CommandRules.accepted(
              pause, turn.apply(job, new JobEvent.Paused(s.tries(), pause.reason(), turn.now())));
      case JobState.Leased s -> yielding(turn, pause, job, s.worker());
      case JobState.Running s -> yielding(turn, pause, job, s.worker());
      // It saves a checkpoint already; all that changes is that it then waits for a resume.
      case JobState.Yielding s -> yielding(turn, pause, job, s.worker());
      case JobState.Pausing _, JobState.Paused _ -> CommandRules.repeated(pause, job);
      case JobState.Canceling _ ->
          CommandRules.refused(
              pause,
              Refusal.JOB_CANCELING,
              "job %s is being canceled: when that is done it can be retried"
                  .formatted(pause.job()));
      case JobState.Ended _ ->
          CommandRules.refused(
              pause,
              Refusal.JOB_ENDED,
              "job %s has already ended, it is %s: only a job that waits or runs can be paused"
                  .formatted(pause.job(), job.state().status()));
      case JobState.MovedOut _ -> throw Pool.leftOf(job);
    };
  }

  private static Reply yielding(Turn turn, Command.Pause pause, JobRecord job, WorkerId worker) {
    turn.assign(new Assignment.YieldRun(worker, CommandRules.run(job), pause.reason()));
    return CommandRules.accepted(
        pause, turn.apply(job, new JobEvent.PauseRequested(pause.reason(), turn.now())));
  }

  /**
   * A run that was told to yield and has not yet will do so all the same; it then waits as any
   * other, and goes on from its checkpoint.
   */
  static Reply resumed(Turn turn, Command.Resume resume, JobRecord job) {
    return switch (job.state()) {
      case JobState.Paused _, JobState.Pausing _ ->
          CommandRules.accepted(resume, turn.apply(job, new JobEvent.Resumed(turn.now())));
      case JobState.Ended _,
          JobState.Queued _,
          JobState.Leased _,
          JobState.Running _,
          JobState.Yielding _,
          JobState.Canceling _ ->
          CommandRules.refused(
              resume,
              Refusal.JOB_NOT_PAUSED,
              "job %s is %s: only a paused job can be resumed"
                  .formatted(resume.job(), job.state().status()));
      case JobState.MovedOut _ -> throw Pool.leftOf(job);
    };
  }

  private static String pausable() {
    return Arrays.stream(JobKind.values())
        .filter(JobKind::resumable)
        .map(JobKind::toString)
        .collect(Collectors.joining(" and "));
  }
}
