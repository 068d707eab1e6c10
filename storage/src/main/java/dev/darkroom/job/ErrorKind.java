package dev.darkroom.job;

/** Whose fault a failure is; it alone decides whether and where the job is tried again. */
public enum ErrorKind {
  /** The request can never work: never retried. */
  CLIENT,
  /** This worker lacks room: retried elsewhere, at once. */
  CAPACITY,
  /** Something the run needs is down: retried with backoff and jitter. */
  DEPENDENCY,
  /** Our own mistake: retried once. */
  BUG,
  /** The run takes workers with it: a dead letter after {@code RetryPolicy}'s limits. */
  POISON
}
