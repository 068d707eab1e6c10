package dev.darkroom.scheduler.core.run;

import dev.darkroom.job.JobRecord;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.scheduler.core.command.Handovers;
import dev.darkroom.scheduler.core.command.PoolEnds;
import dev.darkroom.scheduler.core.policy.SchedulerPolicy;
import dev.darkroom.scheduler.core.state.Due;
import dev.darkroom.scheduler.core.state.Pool;
import dev.darkroom.scheduler.core.state.Seat;
import dev.darkroom.scheduler.core.state.SortedTree;
import dev.darkroom.scheduler.core.state.Turn;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What time alone brings about: leases expire, backoffs end, and what is long over is forgotten. At
 * most {@link #MAX_STEPS} of each a decision; the next decision is due at once then.
 */
public final class TimeRules {
  static final int MAX_STEPS = 1_000;

  private final SchedulerPolicy.Retention retention;
  private final RunEnds ends;

  public TimeRules(SchedulerPolicy.Retention retention, RunEnds ends) {
    this.retention = retention;
    this.ends = ends;
  }

  /**
   * Lets everything happen that is due.
   *
   * @param reportsReadUpTo no lease that ends after this expires, whatever the time: its renewal
   *     may stand in the log unread
   */
  public void pass(Turn turn, Instant reportsReadUpTo) {
    expire(turn, reportsReadUpTo.isBefore(turn.now()) ? reportsReadUpTo : turn.now());
    turn.state().pools().forEach(pool -> DeadlineRules.pass(turn, pool.getKey()));
    turn.state().pools().forEach(pool -> wake(turn, pool.getKey()));
    PoolEnds.pass(turn);
    forgetGone(turn);
    forgetEnded(turn);
  }

  private void expire(Turn turn, Instant upTo) {
    for (int i = 0; i < MAX_STEPS; i++) {
      Optional<Seat> silent =
          due(turn.state().leases(), upTo).flatMap(lease -> turn.state().seat(lease.who()));
      if (silent.isEmpty()) {
        return;
      }
      ends.vanished(turn, silent.get(), "lease_expired");
    }
  }

  private static void wake(Turn turn, PoolId id) {
    for (int i = 0; i < MAX_STEPS; i++) {
      Pool pool = turn.state().pool(id);
      Optional<Due<JobId>> over = due(pool.jobs().asleep(), turn.now());
      if (over.isEmpty()) {
        return;
      }
      JobRecord job = turn.state().job(over.get().who()).orElseThrow();
      turn.rearrange(job, pool.woken(job, over.get()));
    }
  }

  private void forgetGone(Turn turn) {
    Instant upTo = turn.now().minus(retention.gone());
    for (int i = 0; i < MAX_STEPS; i++) {
      Optional<Seat> old =
          due(turn.state().gone(), upTo).flatMap(gone -> turn.state().seat(gone.who()));
      if (old.isEmpty()) {
        return;
      }
      turn.forget(old.get());
    }
  }

  private void forgetEnded(Turn turn) {
    Instant upTo = turn.now().minus(retention.ended());
    for (int i = 0; i < MAX_STEPS; i++) {
      boolean tooMany = turn.state().ended().size() > retention.maxEnded();
      Optional<JobRecord> old =
          due(turn.state().ended(), tooMany ? Instant.MAX : upTo)
              .flatMap(ended -> turn.state().job(ended.who()));
      if (old.isEmpty()) {
        return;
      }
      Handovers.forget(turn, old.get());
    }
  }

  /** The first of a timetable that is due. */
  private static <T extends Comparable<? super T>> Optional<Due<T>> due(
      SortedTree<Due<T>, T> timetable, Instant upTo) {
    return timetable.first().map(Map.Entry::getKey).filter(first -> !first.at().isAfter(upTo));
  }
}
