package dev.darkroom.gateway.sse;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * What one watcher has not been told yet, in the order in which it came: at most so many letters. A
 * letter that says more of the same than one that still waits takes its place, at the end. Who does
 * not keep up is not told a part of it: the box is full for good, and its watcher comes back with
 * the last id that it has.
 *
 * @param <T> the letters
 */
final class Mailbox<T> {
  private final int capacity;
  private final Function<T, Object> about;
  private final LinkedHashMap<Object, T> letters = new LinkedHashMap<>();
  private final Lock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private boolean closed;
  private boolean full;

  /**
   * @param about what a letter is about: of two about the same, the later says all
   */
  Mailbox(int capacity, Function<T, Object> about) {
    this.capacity = capacity;
    this.about = about;
  }

  /** Puts a letter in; returns at once. */
  void put(T letter) {
    lock.lock();
    try {
      Object key = about.apply(letter);
      letters.remove(key);
      if (full || letters.size() == capacity) {
        full = true;
        letters.clear();
      } else {
        letters.put(key, letter);
      }
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Wakes the reader for good: nobody is there any more. */
  void close() {
    lock.lock();
    try {
      closed = true;
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Whether the reader has gone. */
  boolean closed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** Whether more has come than the reader took. */
  boolean full() {
    lock.lock();
    try {
      return full;
    } finally {
      lock.unlock();
    }
  }

  /** The next letter; empty where none comes in time, the box is full or the reader has gone. */
  Optional<T> take(Duration wait) throws InterruptedException {
    lock.lock();
    try {
      long left = wait.toNanos();
      while (letters.isEmpty() && !closed && !full && left > 0) {
        left = arrived.awaitNanos(left);
      }
      if (closed || letters.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(letters.pollFirstEntry().getValue());
    } finally {
      lock.unlock();
    }
  }
}
