package dev.darkroom.worker;

/** How a worker ended. */
public sealed interface WorkerEnd {

  /** It was drained, or told to stop, and has said goodbye. */
  record Left() implements WorkerEnd {}

  /** It could not go on: the process must end at once, whatever still hangs in it. */
  record Aborted(String code, String message) implements WorkerEnd {}
}
