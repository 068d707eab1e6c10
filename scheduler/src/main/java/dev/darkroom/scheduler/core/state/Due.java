package dev.darkroom.scheduler.core.state;

import java.time.Instant;

/** Something that is to happen to {@code who} at a time; the earliest first. */
public record Due<T extends Comparable<? super T>>(Instant at, T who)
    implements Comparable<Due<T>> {
  @Override
  public int compareTo(Due<T> other) {
    int byTime = at.compareTo(other.at);
    return byTime != 0 ? byTime : who.compareTo(other.who);
  }
}
