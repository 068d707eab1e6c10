package dev.darkroom.job.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Which run of a job this is. Strictly rising: only the current epoch may commit. {@link #NONE} has
 * never run.
 */
public record Epoch(@JsonValue long value) implements Comparable<Epoch> {
  public static final Epoch NONE = new Epoch(0);

  public Epoch {
    if (value < 0) {
      throw new IllegalArgumentException("epoch " + value + " is negative");
    }
  }

  @JsonCreator
  public static Epoch of(long value) {
    return new Epoch(value);
  }

  public Epoch next() {
    return new Epoch(Math.addExact(value, 1));
  }

  @Override
  public int compareTo(Epoch other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
