package dev.darkroom.storage.planted;

import dev.darkroom.scheduler.core.policy.SchedulerPolicy;

/** Breaks the rules for the storage module, on purpose. */
public final class Violation {
  private Violation() {}

  static SchedulerPolicy scheduler() {
    return SchedulerPolicy.DEFAULT;
  }
}
