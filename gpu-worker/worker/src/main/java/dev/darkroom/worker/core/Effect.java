package dev.darkroom.worker.core;

import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.id.WorkerId;
import dev.darkroom.job.worker.Grant;
import dev.darkroom.job.worker.Report;
import java.util.List;

/** What the worker's runtime is to do, in this order. */
public sealed interface Effect {

  /**
   * Put this report into the log.
   *
   * @param tracked whether a {@code Delivered} or {@code NotDelivered} must follow
   */
  record Send(Report report, boolean tracked) implements Effect {}

  /** Give these runs to the run thread: one, or the members of a batch. */
  record Launch(List<Grant> grants) implements Effect {
    public Launch {
      grants = List.copyOf(grants);
    }
  }

  /** Tell the run thread to save what can be resumed of a run, and to end it. */
  record Yield(RunRef run) implements Effect {}

  /** Tell the run thread to stop a run; others of its batch go on. */
  record Halt(RunRef run) implements Effect {}

  /** Bring this model into memory, if there is room for it beside what is used. */
  record Preload(ModelRef model) implements Effect {}

  /** Read the assignments of this incarnation, from now on; a {@code FeedOpen} must follow. */
  record Join(WorkerId id) implements Effect {}

  /** Everything is said: end. */
  record Close() implements Effect {}

  /** The process cannot go on and must end at once, for this reason. */
  record Abort(String code, String message) implements Effect {}
}
