package dev.darkroom.gateway.sse;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What one watcher has not been told yet: at most {@value #CAPACITY} letters. When it is full the
 * oldest progress goes first, since newer progress tells more, and then the oldest change.
 */
final class Mailbox {
  static final int CAPACITY = 64;

  private final Deque<Letter> letters = new ArrayDeque<>();
  private final Lock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private boolean closed;

  /** Puts a letter in; returns at once. */
  void put(Letter letter) {
    lock.lock();
    try {
      if (letters.size() == CAPACITY) {
        dropOne();
      }
      letters.add(letter);
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Wakes the reader for good. */
  void close() {
    lock.lock();
    try {
      closed = true;
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  boolean closed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** The next letter; empty where none comes in time or the box is closed. */
  Optional<Letter> take(Duration wait) throws InterruptedException {
    lock.lock();
    try {
      long left = wait.toNanos();
      while (letters.isEmpty() && !closed && left > 0) {
        left = arrived.awaitNanos(left);
      }
      return closed ? Optional.empty() : Optional.ofNullable(letters.poll());
    } finally {
      lock.unlock();
    }
  }

  private void dropOne() {
    for (Iterator<Letter> oldest = letters.iterator(); oldest.hasNext(); ) {
      if (oldest.next() instanceof Letter.Moved) {
        oldest.remove();
        return;
      }
    }
    letters.removeFirst();
  }
}
