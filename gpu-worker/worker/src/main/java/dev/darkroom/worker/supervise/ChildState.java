package dev.darkroom.worker.supervise;

import java.time.Duration;

/** What can be true of a process that is kept alive. */
public sealed interface ChildState {

  /** It is about to be started. */
  record Starting() implements ChildState {}

  /** It lives. */
  record Running(long pid, int restarts) implements ChildState {}

  /** It ended, for this reason, and is started again after this pause. */
  record Pausing(String reason, Duration pause, int restarts) implements ChildState {}

  /** It is down for good, for this reason. */
  record Down(String reason) implements ChildState {}
}
