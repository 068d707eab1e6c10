package dev.darkroom.scheduler.sim;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/** Virtual time, dice and the trace: what happens when is decided here and nowhere else. */
final class World {
  private static final int KEPT_LINES = 60;

  private record Task(long at, long order, Runnable what) implements Comparable<Task> {
    @Override
    public int compareTo(Task other) {
      int byTime = Long.compare(at, other.at);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private final PriorityQueue<Task> tasks = new PriorityQueue<>();
  private final Deque<String> lastLines = new ArrayDeque<>();
  private final SplittableRandom random;
  private long now;
  private long order;
  private long hash = 1125899906842597L;
  private Faults faults = Faults.NONE;

  World(long seed) {
    random = new SplittableRandom(seed);
  }

  /** Milliseconds since the beginning. */
  long now() {
    return now;
  }

  SplittableRandom random() {
    return random;
  }

  Faults faults() {
    return faults;
  }

  void faults(Faults other) {
    faults = other;
  }

  /** Whether a fault of chance happens now. */
  boolean happens(Fault fault) {
    return chance(faults.chance(fault));
  }

  boolean chance(double of) {
    return of > 0 && random.nextDouble() < of;
  }

  <T> T oneOf(List<T> these) {
    return these.get(random.nextInt(these.size()));
  }

  /** Up to this many milliseconds. */
  long upTo(long most) {
    return most <= 0 ? 0 : random.nextLong(most + 1);
  }

  /** A time around a mean, for what happens again and again. */
  long around(long mean) {
    return 1 + random.nextLong(2 * mean);
  }

  void after(long delay, Runnable what) {
    tasks.add(new Task(now + delay, order++, what));
  }

  /** Lets the next thing happen; false where nothing is left or it lies beyond the end. */
  boolean step(long end) {
    Task next = tasks.peek();
    if (next == null || next.at > end) {
      now = end;
      return false;
    }
    tasks.remove();
    now = next.at;
    next.what.run();
    return true;
  }

  void trace(String what, Object about) {
    String line = now + " " + what + " " + about;
    hash = 31 * hash + line.hashCode();
    lastLines.addLast(line);
    if (lastLines.size() > KEPT_LINES) {
      lastLines.removeFirst();
    }
  }

  long hash() {
    return hash;
  }

  List<String> lastLines() {
    return List.copyOf(lastLines);
  }
}
