package dev.darkroom.worker.core;

import dev.darkroom.job.Assignment;
import dev.darkroom.job.Report;
import dev.darkroom.job.RunRef;
import dev.darkroom.job.WorkerId;

/** What the worker's runtime is to do, in this order. */
public sealed interface Effect {

  /**
   * Put this report into the log.
   *
   * @param tracked whether a {@code Delivered} or {@code NotDelivered} must follow
   */
  record Send(Report report, boolean tracked) implements Effect {}

  /** Give this lease to the run thread. */
  record Launch(Assignment.Run lease) implements Effect {}

  /** Tell the run thread to save what can be resumed, and to end. */
  record Yield(RunRef run) implements Effect {}

  /** Tell the run thread to stop. */
  record Halt(RunRef run) implements Effect {}

  /** Read the assignments of this incarnation, from now on; a {@code FeedOpen} must follow. */
  record Join(WorkerId id) implements Effect {}

  /** Everything is said: end. */
  record Close() implements Effect {}

  /** The process cannot go on and must end at once, for this reason. */
  record Abort(String code, String message) implements Effect {}
}
