package dev.darkroom.scheduler.core.command;

import dev.darkroom.job.JobEvent;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.command.Command;
import dev.darkroom.job.command.Refusal;
import dev.darkroom.job.command.Reply;
import dev.darkroom.scheduler.core.state.Pool;
import dev.darkroom.scheduler.core.state.Turn;
import java.util.Optional;

/** Where a job waits: it may be moved to another pool, and be given another priority. */
final class PlaceRules {
  private PlaceRules() {}

  /**
   * A job that waits in another pool has there the place that its age gives it. Where that stands
   * on another partition, it answers.
   */
  static void moved(Turn turn, Command.Move move, JobRecord job) {
    boolean elsewhere = move.home().filter(home -> home != turn.state().partition()).isPresent();
    if (!job.state().waits()) {
      turn.reply(
          CommandRules.refused(
              move,
              Refusal.JOB_NOT_WAITING,
              "job %s is %s: only a job that waits can be moved to another pool"
                  .formatted(move.job(), job.state().status())));
    } else if (elsewhere) {
      Handovers.out(turn, job, move.pool(), move.home().get(), Optional.of(move.id()));
    } else {
      turn.reply(movedHere(turn, move, job));
    }
  }

  private static Reply movedHere(Turn turn, Command.Move move, JobRecord job) {
    if (job.header().pool().equals(move.pool())) {
      return CommandRules.repeated(move, job);
    }
    Optional<Refusal> refusal = Admission.refusal(turn.state(), job.header().in(move.pool()));
    return refusal.isPresent()
        ? new Reply.Refused(move.id(), refusal.get())
        : CommandRules.accepted(move, turn.apply(job, new JobEvent.Moved(move.pool(), turn.now())));
  }

  /** A run that has begun goes on; its job has the priority when it waits again. */
  static Reply reprioritised(Turn turn, Command.Reprioritise command, JobRecord job) {
    return switch (job.state()) {
      case JobState.Waiting _,
          JobState.Leased _,
          JobState.Running _,
          JobState.Pausing _,
          JobState.Yielding _ ->
          job.header().priority() == command.priority()
              ? CommandRules.repeated(command, job)
              : CommandRules.accepted(
                  command,
                  turn.apply(job, new JobEvent.Reprioritised(command.priority(), turn.now())));
      case JobState.Canceling _ ->
          CommandRules.refused(
              command,
              Refusal.JOB_CANCELING,
              "job %s is being canceled: it has no more use for a priority"
                  .formatted(command.job()));
      case JobState.Ended _ ->
          CommandRules.refused(
              command,
              Refusal.JOB_ENDED,
              "job %s has already ended, it is %s: a priority is for jobs that wait or run"
                  .formatted(command.job(), job.state().status()));
      case JobState.MovedOut _ -> throw Pool.leftOf(job);
    };
  }
}
