package dev.darkroom.worker.core;

import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.worker.Grant;
import dev.darkroom.job.worker.Report;
import java.util.Optional;

/**
 * What can be true of one run of a worker's lease. A sentence a state; the arrows are {@link
 * #apply}. The members of a micro-batch go each its own way.
 */
public sealed interface RunState {

  /** It is not held: not yet, or no longer. */
  record Idle() implements RunState {}

  /** The run thread works on it. */
  record Running(Grant grant) implements RunState {}

  /**
   * The run thread was told, at this moment, to save what can be resumed and then to end it; if it
   * takes too long, it is stopped for the same reason.
   */
  record Yielding(Grant grant, Report.StopReason reason, long since) implements RunState {}

  /** The run thread was told to stop it, at this moment, and has not ended it yet. */
  record Stopping(Grant grant, Report.StopReason reason, long since) implements RunState {}

  /**
   * It has ended; its outcome is not in the log yet. It was sent {@code failures} times in vain,
   * and is sent again at {@code retryAt} unless a sending is under way.
   */
  record Reporting(Grant grant, Report outcome, int failures, Optional<Long> retryAt)
      implements RunState {}

  /** What is held, if anything. */
  default Optional<RunRef> held() {
    return switch (this) {
      case Idle _ -> Optional.empty();
      case Running s -> Optional.of(s.grant().run());
      case Yielding s -> Optional.of(s.grant().run());
      case Stopping s -> Optional.of(s.grant().run());
      case Reporting s -> Optional.of(s.grant().run());
    };
  }

  /** Whether the run thread has not ended it yet. */
  default boolean working() {
    return switch (this) {
      case Running _, Yielding _, Stopping _ -> true;
      case Idle _, Reporting _ -> false;
    };
  }

  /** What happens to the run. */
  sealed interface Event {
    /** The scheduler gave it. */
    record Granted(Grant grant) implements Event {}

    /** It is to save what can be resumed, and to end. */
    record YieldAsked(Report.StopReason reason, long at) implements Event {}

    /** It must end before its end. */
    record StopAsked(Report.StopReason reason, long at) implements Event {}

    /** The run thread is done with it; this is what to report. */
    record Ended(Report outcome) implements Event {}

    /** The outcome could not be delivered; it is tried again at {@code retryAt}. */
    record NotReported(long retryAt) implements Event {}

    /** The outcome is on its way again. */
    record Resent() implements Event {}

    /** The outcome is in the log, or nobody waits for it any more. */
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
            case Event.Granted e -> new Running(e.grant());
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
            case Event.YieldAsked e -> new Yielding(s.grant(), e.reason(), e.at());
            case Event.StopAsked e -> new Stopping(s.grant(), e.reason(), e.at());
            case Event.Ended e -> new Reporting(s.grant(), e.outcome(), 0, Optional.empty());
            case Event.Granted _, Event.NotReported _, Event.Resent _, Event.Cleared _ ->
                throw illegal(s, event);
          };
      case Yielding s ->
          switch (event) {
            case Event.StopAsked e -> new Stopping(s.grant(), e.reason(), e.at());
            case Event.Ended e -> new Reporting(s.grant(), e.outcome(), 0, Optional.empty());
            case Event.Granted _,
                Event.YieldAsked _,
                Event.NotReported _,
                Event.Resent _,
                Event.Cleared _ ->
                throw illegal(s, event);
          };
      case Stopping s ->
          switch (event) {
            case Event.Ended e -> new Reporting(s.grant(), e.outcome(), 0, Optional.empty());
            case Event.Granted _,
                Event.YieldAsked _,
                Event.StopAsked _,
                Event.NotReported _,
                Event.Resent _,
                Event.Cleared _ ->
                throw illegal(s, event);
          };
      case Reporting s ->
          switch (event) {
            case Event.NotReported e ->
                new Reporting(s.grant(), s.outcome(), s.failures() + 1, Optional.of(e.retryAt()));
            case Event.Resent _ ->
                new Reporting(s.grant(), s.outcome(), s.failures(), Optional.empty());
            case Event.Cleared _ -> new Idle();
            case Event.Granted _, Event.YieldAsked _, Event.StopAsked _, Event.Ended _ ->
                throw illegal(s, event);
          };
    };
  }

  private static IllegalStateException illegal(RunState state, Event event) {
    return new IllegalStateException(
        event.getClass().getSimpleName() + " cannot happen to a run that is " + state);
  }
}
