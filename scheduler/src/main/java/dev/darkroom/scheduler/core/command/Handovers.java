package dev.darkroom.scheduler.core.command;

import dev.darkroom.job.JobEvent;
import dev.darkroom.job.JobHeader;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.command.Command;
import dev.darkroom.job.command.Refusal;
import dev.darkroom.job.command.Reply;
import dev.darkroom.job.id.CommandId;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.pool.PoolRecord;
import dev.darkroom.scheduler.core.state.SchedulerState;
import dev.darkroom.scheduler.core.state.Turn;
import java.util.Optional;

/**
 * How a job changes its partition. It leaves one and is handed to the other in one transaction,
 * whole and with its past; what it leaves behind is a forward, which stands until the job is
 * forgotten where it lived last. The log delivers in order, so whatever is sent after the job finds
 * it, or finds where it has gone on to.
 */
public final class Handovers {
  private Handovers() {}

  /** The job, which waits here, waits there from the transaction of this decision on. */
  static void out(Turn turn, JobRecord job, PoolId pool, int to, Optional<CommandId> asked) {
    JobRecord left = turn.apply(job, new JobEvent.MovedOut(to, pool, turn.now()));
    turn.tell(
        new Command.MoveIn(
            asked.orElseGet(() -> CommandId.about(job.header().id())),
            to,
            left,
            asked.isPresent() ? Command.MoveIn.Cause.ASKED : Command.MoveIn.Cause.POOL_DELETED));
  }

  /** Where to ask for a job that is not here: where it went, or its home, which always knows. */
  static Optional<Integer> elsewhere(SchedulerState state, JobId id) {
    Optional<JobRecord> known = state.job(id);
    return known.isPresent()
        ? known.filter(job -> job.state() instanceof JobState.MovedOut).map(JobRecord::livesOn)
        : Optional.of(id.partition()).filter(home -> home != state.partition());
  }

  /** Lets another partition answer; its order is kept, so that nothing overtakes the job. */
  static void sendOn(Turn turn, Command.OfJob command, int to, int hops) {
    if (hops < Command.Forward.MAX_HOPS) {
      turn.tell(new Command.Forward(to, command, hops + 1));
      return;
    }
    turn.reply(
        CommandRules.refused(
            command,
            Refusal.JOB_MOVING,
            "job %s has been moved on %d times since this was asked: ask again"
                .formatted(command.job(), hops)));
  }

  /** The job is here from now on, or on its way back. */
  static void in(Turn turn, Command.MoveIn come) {
    JobRecord job = come.job();
    Optional<JobRecord> known = turn.state().job(job.header().id());
    if (known.filter(here -> here.legs() > job.legs()).isPresent()) {
      answer(turn, come, new Reply.Accepted(come.id(), known.get(), true));
      return;
    }
    PoolId pool = ((JobState.MovedOut) job.state()).pool();
    Optional<Refusal> refusal =
        come.cause() == Command.MoveIn.Cause.ASKED
            ? Admission.refusal(turn.state(), job.header().in(pool))
            : Optional.empty();
    if (refusal.isPresent()) {
      turnAway(turn, job, refusal.get());
      answer(turn, come, new Reply.Refused(come.id(), refusal.get()));
      return;
    }
    JobRecord here =
        turn.apply(job, new JobEvent.MovedIn(turn.state().partition(), pool, turn.now()));
    answer(turn, come, new Reply.Accepted(come.id(), settled(turn, here, come.cause()), false));
  }

  /** What cannot stay where it has come to, and cannot go back, ends there. */
  private static JobRecord settled(Turn turn, JobRecord job, Command.MoveIn.Cause cause) {
    JobHeader header = job.header();
    if (header.deadline().filter(at -> !at.isAfter(turn.now())).isPresent()) {
      return turn.apply(job, new JobEvent.Expired(turn.now()));
    }
    return homeless(turn.state(), header, cause)
        .map(reason -> turn.apply(job, new JobEvent.Canceled(reason, turn.now())))
        .orElse(job);
  }

  private static Optional<String> homeless(
      SchedulerState state, JobHeader job, Command.MoveIn.Cause cause) {
    Optional<PoolRecord> pool = state.pool(job.pool()).record();
    return switch (cause) {
      case ASKED -> Optional.empty();
      case TURNED_AWAY -> pool.isPresent() ? Optional.empty() : Optional.of(PoolEnds.POOL_DELETED);
      case POOL_DELETED ->
          pool.filter(heir -> heir.mode().stays()).isEmpty()
              ? Optional.of(PoolEnds.POOL_DELETED)
              : pool.get().offer().lacks(job.pool(), job).map(_ -> Refusal.UNSCHEDULABLE);
    };
  }

  /** It goes back to its old pool, and is to be had there. */
  private static void turnAway(Turn turn, JobRecord job, Refusal refusal) {
    JobRecord back =
        turn.apply(
            job,
            new JobEvent.TurnedAway(
                turn.state().partition(),
                job.partition(),
                job.header().pool(),
                refusal.code(),
                turn.now()));
    turn.tell(
        new Command.MoveIn(
            CommandId.about(job.header().id()),
            job.partition(),
            back,
            Command.MoveIn.Cause.TURNED_AWAY));
  }

  private static void answer(Turn turn, Command.MoveIn come, Reply reply) {
    if (come.cause() == Command.MoveIn.Cause.ASKED) {
      turn.reply(reply);
    }
  }

  public static void forget(Turn turn, Command.ForgetMoved gone) {
    turn.state()
        .job(gone.job())
        .filter(job -> job.state() instanceof JobState.MovedOut && job.legs() < gone.legs())
        .ifPresent(turn::drop);
  }

  /** A job is forgotten where it lived last, and everywhere where it has been. */
  public static void forget(Turn turn, JobRecord job) {
    turn.drop(job);
    JobId id = job.header().id();
    job.travels()
        .ifPresent(travels ->
            travels
                .left()
                .forEach(partition ->
                    turn.tell(
                        new Command.ForgetMoved(CommandId.about(id), partition, id, job.legs()))));
  }
}
