package dev.darkroom.scheduler.core.command;

import dev.darkroom.job.command.Command;
import dev.darkroom.job.command.Refusal;
import dev.darkroom.job.command.Reply;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.pool.PoolMode;
import dev.darkroom.job.pool.PoolRecord;
import dev.darkroom.scheduler.core.state.Pool;
import dev.darkroom.scheduler.core.state.SchedulerState;
import dev.darkroom.scheduler.core.state.Turn;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What becomes of what an operator asks about pools. What is so already is answered as done. A pool
 * that is being deleted is worked off by {@link PoolEnds}.
 */
final class PoolRules {
  private PoolRules() {}

  static Reply create(Turn turn, Command.CreatePool create) {
    PoolRecord wanted = PoolRecord.of(create.pool(), turn.state().partition(), create.settings());
    Optional<PoolRecord> known = turn.state().pool(create.pool()).record();
    if (known.isPresent() && !known.get().equals(wanted)) {
      return refused(
          create,
          Refusal.POOL_EXISTS,
          "there is a pool '%s', and it is set otherwise: change it, or choose another name"
              .formatted(create.pool()));
    }
    return put(turn, create, known, wanted);
  }

  static Reply change(Turn turn, Command.ChangePool change) {
    return living(turn, change, change.pool(), pool -> pool.with(change.settings()));
  }

  static Reply steer(Turn turn, Command.SteerPool steer) {
    Optional<PoolMode> mode =
        turn.state().pool(steer.pool()).record().map(PoolRecord::mode).filter(PoolMode::stays);
    if (mode.isPresent() && mode.get() != steer.verb().from() && mode.get() != steer.verb().to()) {
      return refused(
          steer,
          Refusal.POOL_MODE,
          "pool '%s' is %s: only one that is %s can be told to %s"
              .formatted(steer.pool(), mode.get(), steer.verb().from(), steer.verb()));
    }
    return living(turn, steer, steer.pool(), pool -> pool.in(steer.verb().to()));
  }

  static Reply delete(Turn turn, Command.DeletePool delete) {
    Optional<PoolRecord> known = turn.state().pool(delete.pool()).record();
    if (known.isEmpty()) {
      return notFound(delete, delete.pool());
    }
    Optional<Refusal> kept = keeps(turn.state(), delete);
    return kept.isPresent()
        ? new Reply.Refused(delete.id(), kept.get())
        : put(turn, delete, known, known.get().deleting(delete.moveTo(), delete.heirHome()));
  }

  /** Why a pool cannot go, or not so. */
  private static Optional<Refusal> keeps(SchedulerState state, Command.DeletePool delete) {
    if (delete.pool().equals(PoolRecord.DEFAULT)) {
      return Optional.of(
          Refusal.of(
              Refusal.POOL_KEPT,
              "pool '%s' is where jobs go that name none, and stays: cordon or pause it"
                  .formatted(delete.pool())));
    }
    Optional<PoolId> leaver = heldBy(state, delete.pool());
    if (leaver.isPresent()) {
      return Optional.of(
          Refusal.of(
              Refusal.POOL_KEPT,
              "pool '%s' takes the jobs of pool '%s', which is being deleted: wait until that is gone"
                  .formatted(delete.pool(), leaver.get())));
    }
    return delete
        .moveTo()
        .filter(heir ->
            heir.equals(delete.pool()) || !(isElsewhere(state, delete) || takes(state, heir)))
        .map(heir ->
            new Refusal(
                Refusal.POOL_NOT_FOUND,
                "the jobs cannot go to '%s': use another pool of partition %d that takes jobs"
                    .formatted(heir, state.partition()),
                Optional.of("to")));
  }

  /** Whether the heir stands on another partition, which alone knows whether it takes jobs. */
  private static boolean isElsewhere(SchedulerState state, Command.DeletePool delete) {
    return delete.heirHome().filter(home -> home != state.partition()).isPresent();
  }

  /** The pool that is being deleted and whose jobs go to this one. */
  private static Optional<PoolId> heldBy(SchedulerState state, PoolId pool) {
    for (Map.Entry<PoolId, Pool> other : state.pools()) {
      if (other.getValue().record().flatMap(PoolRecord::heir).filter(pool::equals).isPresent()) {
        return Optional.of(other.getKey());
      }
    }
    return Optional.empty();
  }

  private static boolean takes(SchedulerState state, PoolId pool) {
    return state.pool(pool).record().filter(record -> record.mode().takes()).isPresent();
  }

  /** Changes a pool that is there and stays. */
  private static Reply living(
      Turn turn, Command command, PoolId id, Function<PoolRecord, PoolRecord> changed) {
    Optional<PoolRecord> known = turn.state().pool(id).record();
    if (known.isEmpty()) {
      return notFound(command, id);
    }
    if (!known.get().mode().stays()) {
      return refused(
          command,
          Refusal.POOL_DELETING,
          "pool '%s' is being deleted: create another when it is gone".formatted(id));
    }
    return put(turn, command, known, changed.apply(known.get()));
  }

  private static Reply put(
      Turn turn, Command command, Optional<PoolRecord> known, PoolRecord wanted) {
    boolean repeated = known.equals(Optional.of(wanted));
    if (!repeated) {
      turn.put(wanted);
    }
    return new Reply.Done(command.id(), repeated);
  }

  private static Reply notFound(Command command, PoolId pool) {
    return refused(
        command,
        Refusal.POOL_NOT_FOUND,
        "there is no pool '" + pool + "': use one that GET /v1/pools lists");
  }

  private static Reply refused(Command command, String code, String message) {
    return CommandRules.refused(command, code, message);
  }
}
