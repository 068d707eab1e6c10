package dev.darkroom.worker.core;

import java.util.Optional;

/**
 * How a worker stands with its scheduler. A sentence a state; {@link WorkerCore} decides between
 * them.
 */
public sealed interface Life {

  /**
   * The assignments are being read and the hello is not in the log yet. It is sent again at {@code
   * retryAt} unless a sending is under way.
   */
  record Joining(int failures, Optional<Long> retryAt) implements Life {}

  /** Takes work. */
  record Serving() implements Life {}

  /** Takes no more; finishes what runs, until {@code limit} if there is one, then leaves. */
  record Draining(Optional<Long> limit) implements Life {}

  /** The scheduler took it for dead: it waits for its run to end, to begin anew. */
  record Rejoining() implements Life {}

  /** The goodbye is on its way; it is waited for until {@code limit}. */
  record Leaving(long limit) implements Life {}

  /** It has left. */
  record Gone() implements Life {}
}
