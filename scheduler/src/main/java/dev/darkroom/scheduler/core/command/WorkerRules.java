package dev.darkroom.scheduler.core.command;

import dev.darkroom.job.command.Command;
import dev.darkroom.job.command.Refusal;
import dev.darkroom.job.command.Reply;
import dev.darkroom.job.worker.Assignment;
import dev.darkroom.job.worker.Report;
import dev.darkroom.job.worker.WorkerEvent;
import dev.darkroom.job.worker.WorkerState;
import dev.darkroom.scheduler.core.run.HeartbeatRules;
import dev.darkroom.scheduler.core.state.Seat;
import dev.darkroom.scheduler.core.state.Turn;
import java.util.Optional;

/**
 * What becomes of what an operator asks about workers. One that is to leave is given nothing more
 * from then on, whether or not it has heard of it; until its heartbeats say that it has, {@link
 * HeartbeatRules} says it again.
 */
public final class WorkerRules {
  private WorkerRules() {}

  static Reply steer(Turn turn, Command.SteerWorker steer) {
    Optional<Seat> known = turn.state().seat(steer.worker());
    if (known.isEmpty()) {
      return CommandRules.refused(
          steer,
          Refusal.WORKER_NOT_FOUND,
          "there is no worker '" + steer.worker() + "': use one that GET /v1/workers lists");
    }
    Seat seat = known.get();
    return switch (steer.verb()) {
      case DRAIN -> leave(turn, steer, seat, false);
      case STOP -> leave(turn, steer, seat, true);
      case LOCK -> lock(turn, steer, seat, true);
      case UNLOCK -> lock(turn, steer, seat, false);
    };
  }

  /** Tells a worker to leave; it is here. */
  static void drain(Turn turn, Seat seat, boolean atOnce) {
    turn.apply(
        seat,
        atOnce ? new WorkerEvent.StopBegan(turn.now()) : new WorkerEvent.DrainBegan(turn.now()));
    turn.assign(word(seat, atOnce));
  }

  /** Says again to a worker that is to leave what it seems not to have heard. */
  public static void remind(Turn turn, Seat seat, Report.Heartbeat beat) {
    if (seat.record().state() instanceof WorkerState.Draining draining
        && (!beat.draining() || (draining.atOnce() && !beat.runs().isEmpty()))) {
      turn.assign(word(seat, draining.atOnce()));
    }
  }

  private static Assignment word(Seat seat, boolean atOnce) {
    return atOnce ? new Assignment.StopNow(seat.id()) : new Assignment.Drain(seat.id());
  }

  private static Reply leave(Turn turn, Command command, Seat seat, boolean atOnce) {
    boolean repeated =
        switch (seat.record().state()) {
          case WorkerState.Idle _, WorkerState.Busy _ -> false;
          case WorkerState.Draining s -> s.atOnce() || !atOnce;
          case WorkerState.Gone _ -> true;
        };
    if (!repeated) {
      drain(turn, seat, atOnce);
    }
    return new Reply.Done(command.id(), repeated);
  }

  private static Reply lock(Turn turn, Command.SteerWorker steer, Seat seat, boolean locked) {
    if (!seat.live()) {
      return CommandRules.refused(
          steer,
          Refusal.WORKER_GONE,
          "worker '%s' is gone: only one that is here can be told to %s"
              .formatted(steer.worker(), steer.verb()));
    }
    boolean repeated = seat.record().locked() == locked;
    if (!repeated) {
      turn.put(seat.with(seat.record().locked(locked)));
    }
    return new Reply.Done(steer.id(), repeated);
  }
}
