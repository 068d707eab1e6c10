package dev.darkroom.scheduler.core.command;

import dev.darkroom.job.command.Command;
import dev.darkroom.job.command.Refusal;
import dev.darkroom.job.command.Reply;
import dev.darkroom.job.pool.PoolRecord;
import dev.darkroom.scheduler.core.state.SchedulerState;
import dev.darkroom.scheduler.core.state.Turn;
import dev.darkroom.storage.log.StateEntry;
import java.util.Optional;

/**
 * Which partition a pool of some name stands on: kept by one partition for all, and for ever, so
 * that two pools of one name cannot be made at the same time, and a job's or worker's word about a
 * pool that was deleted never reaches another.
 */
final class PoolNames {
  /** Names that are kept. */
  static final int MOST = 10_000;

  private PoolNames() {}

  static Reply claim(Turn turn, Command.ClaimPool claim) {
    Optional<Integer> known = home(turn.state(), claim);
    if (known.isPresent() && known.get() != claim.home()) {
      return CommandRules.refused(
          claim,
          Refusal.POOL_ELSEWHERE,
          "the name '%s' belongs to partition %d: leave the partition out, or choose another name"
              .formatted(claim.pool(), known.get()));
    }
    if (known.isEmpty() && turn.state().accounts().homes().size() >= MOST) {
      return CommandRules.refused(
          claim,
          Refusal.TOO_MANY_POOLS,
          MOST + " names of pools have been used, the most there are: use one of them again");
    }
    if (known.isEmpty()) {
      turn.put(new StateEntry.PoolNameEntry(claim.pool(), claim.home()));
    }
    return new Reply.Done(claim.id(), known.isPresent());
  }

  /** A pool that stands here has its name, also where nobody has claimed it. */
  private static Optional<Integer> home(SchedulerState state, Command.ClaimPool claim) {
    return state
        .accounts()
        .homes()
        .get(claim.pool())
        .or(() -> state.pool(claim.pool()).record().map(PoolRecord::partition));
  }
}
