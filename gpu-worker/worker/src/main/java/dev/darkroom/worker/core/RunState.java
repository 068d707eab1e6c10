package dev.darkroom.worker.core;

import dev.darkroom.job.Assignment;
import dev.darkroom.job.Report;
import dev.darkroom.job.RunRef;
import java.util.Optional;

/**
 * What can be true of a worker's one place for work. A sentence a state; the arrows are {@link
 * #apply}.
 */
public sealed interface RunState {

  /** Nothing runs and nothing is owed to the scheduler. */
  record Idle() implements RunState {}

  /** The run thread works on this lease. */
  record Running(Assignment.Run lease) implements RunState {}

  /**
   * The run thread was told, at this moment, to save what can be resumed and then to end; if it
   * takes too long, it is stopped for the same reason.
   */
  record Yielding(Assignment.Run lease, Report.StopReason reason, long since) implements RunState {}

  /** The run thread was told to stop, at this moment, and has not ended yet. */
  record Stopping(Assignment.Run lease, Report.StopReason reason, long since) implements RunState {}

  /**
   * The run has ended; its outcome is not in the log yet. It was sent {@code failures} times in
   * vain, and is sent again at {@code retryAt} unless a sending is under way.
   */
  record Reporting(Assignment.Run lease, Report outcome, int failures, Optional<Long> retryAt)
      implements RunState {}

  /** The run whose lease this place holds, if any: what a heartbeat names. */
  default Optional<RunRef> held() {
    return switch (this) {
      case Idle _ -> Optional.empty();
      case Running s -> Optional.of(ref(s.lease()));
      case Yielding s -> Optional.of(ref(s.lease()));
      case Stopping s -> Optional.of(ref(s.lease()));
      case Reporting s -> Optional.of(ref(s.lease()));
    };
  }

  static RunRef ref(Assignment.Run lease) {
    return lease.grants().getFirst().run();
  }

  /** What happens to the place. */
  sealed interface Event {
    /** The scheduler gave this lease. */
    record Granted(Assignment.Run lease) implements Event {}

    /** The run is to save what can be resumed, and to end. */
    record YieldAsked(Report.StopReason reason, long at) implements Event {}

    /** The run must end before its end. */
    record StopAsked(Report.StopReason reason, long at) implements Event {}

    /** The run thread is done; this is what to report. */
    record Ended(Report outcome) implements Event {}

    /** The outcome could not be delivered; it is tried again at {@code retryAt}. */
    record NotReported(long retryAt) implements Event {}

    /** The outcome is on its way again. */
    record Resent() implements Event {}

    /** The place is free: the outcome is in the log, or nobody waits for it any more. */
    record Cleared() implements Event {}
  }

  /**
   * The state after an event.
   *
   * @throws IllegalStateException where the event cannot happen in this state: a bug in whoever
   *     decided it
   */
  static RunState apply(RunState state, Event event) {
    return switch (state) {
      case Idle s ->
          switch (event) {
            case Event.Granted e -> new Running(e.lease());
            case Event.YieldAsked _,
                Event.StopAsked _,
                Event.Ended _,
                Event.NotReported _,
                Event.Resent _,
                Event.Cleared _ ->
                throw illegal(s, event);
          };
      case Running s ->
          switch (event) {
            case Event.YieldAsked e -> new Yielding(s.lease(), e.reason(), e.at());
            case Event.StopAsked e -> new Stopping(s.lease(), e.reason(), e.at());
            case Event.Ended e -> new Reporting(s.lease(), e.outcome(), 0, Optional.empty());
            case Event.Granted _, Event.NotReported _, Event.Resent _, Event.Cleared _ ->
                throw illegal(s, event);
          };
      case Yielding s ->
          switch (event) {
            case Event.StopAsked e -> new Stopping(s.lease(), e.reason(), e.at());
            case Event.Ended e -> new Reporting(s.lease(), e.outcome(), 0, Optional.empty());
            case Event.Granted _,
                Event.YieldAsked _,
                Event.NotReported _,
                Event.Resent _,
                Event.Cleared _ ->
                throw illegal(s, event);
          };
      case Stopping s ->
          switch (event) {
            case Event.Ended e -> new Reporting(s.lease(), e.outcome(), 0, Optional.empty());
            case Event.Cleared _ -> new Idle(); // it hangs, and its process ends
            case Event.Granted _,
                Event.YieldAsked _,
                Event.StopAsked _,
                Event.NotReported _,
                Event.Resent _ ->
                throw illegal(s, event);
          };
      case Reporting s ->
          switch (event) {
            // The scheduler grants only to whom it believes idle: it has read the outcome.
            case Event.Granted e -> new Running(e.lease());
            case Event.NotReported e ->
                new Reporting(s.lease(), s.outcome(), s.failures() + 1, Optional.of(e.retryAt()));
            case Event.Resent _ ->
                new Reporting(s.lease(), s.outcome(), s.failures(), Optional.empty());
            case Event.Cleared _ -> new Idle();
            case Event.YieldAsked _, Event.StopAsked _, Event.Ended _ -> throw illegal(s, event);
          };
    };
  }

  private static IllegalStateException illegal(RunState state, Event event) {
    return new IllegalStateException(
        event.getClass().getSimpleName() + " cannot happen to a place that is " + state);
  }
}
