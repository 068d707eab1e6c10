package dev.darkroom.job.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * One life of a worker process: its name, and an incarnation that rises with every start. The Hello
 * of a new incarnation releases at once whatever the old one held.
 */
public record WorkerId(String name, long incarnation) {
  public WorkerId {
    Names.check("worker", name);
    if (incarnation < 0) {
      throw new IllegalArgumentException("incarnation " + incarnation + " is negative");
    }
  }

  /** Reads {@code name#incarnation}. */
  @JsonCreator
  public static WorkerId parse(String text) {
    int hash = text.lastIndexOf('#');
    if (hash < 0) {
      throw new IllegalArgumentException("'" + text + "' is not a worker id: use name#incarnation");
    }
    return new WorkerId(text.substring(0, hash), Long.parseLong(text.substring(hash + 1)));
  }

  /**
   * The partition of the assignments topic that this worker reads; it depends on the name alone.
   */
  public int assignmentPartition(int partitions) {
    return Math.floorMod(name.hashCode(), partitions);
  }

  @JsonValue
  @Override
  public String toString() {
    return name + "#" + incarnation;
  }
}
