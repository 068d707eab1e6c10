package dev.darkroom.worker;

import java.time.Duration;
import java.util.Optional;

/**
 * What a signal to a worker process means: the first that it should finish, a later one that it
 * should stop at once. Two within half a second are one wish that came on two ways. Pure.
 *
 * @param first when the first came
 */
record StopWishes(Optional<Long> first) {
  static final StopWishes NONE = new StopWishes(Optional.empty());
  private static final Duration SAME = Duration.ofMillis(500);

  /** What is wished. */
  enum Wish {
    DRAIN,
    STOP
  }

  /** The wish that a signal at this moment is; empty if it was heard already. */
  Optional<Wish> wish(long now) {
    if (first.isEmpty()) {
      return Optional.of(Wish.DRAIN);
    }
    return now - first.get() < SAME.toNanos() ? Optional.empty() : Optional.of(Wish.STOP);
  }

  StopWishes heard(long now) {
    return first.isPresent() ? this : new StopWishes(Optional.of(now));
  }
}
