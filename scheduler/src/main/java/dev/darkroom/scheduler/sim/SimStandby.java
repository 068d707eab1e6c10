package dev.darkroom.scheduler.sim;

import dev.darkroom.scheduler.core.state.SchedulerState;

/**
 * Follows a partition that another scheduler owns, some way behind it, so that whoever takes over
 * need not read from the beginning.
 */
final class SimStandby {
  private final SimLog log;
  private final Plant plant;
  private SchedulerState state;
  private int next;

  SimStandby(SimLog log, Plant plant) {
    this.log = log;
    this.plant = plant;
    this.state = SchedulerState.empty(log.partition());
  }

  /** Reads on, up to so many records. */
  void follow(int most) {
    int until = Math.min(log.written(), next + most);
    state = log.replay(state, next, until);
    next = until;
  }

  /** What is known of the partition by whoever has fenced all others: all that is in the log. */
  SchedulerState takeOver() {
    if (plant != Plant.STALE_STANDBY) {
      follow(Integer.MAX_VALUE - next);
    }
    return state;
  }
}
