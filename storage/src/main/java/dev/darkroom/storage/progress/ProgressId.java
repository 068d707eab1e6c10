package dev.darkroom.storage.progress;

/**
 * Where an event stands in its job's stream: milliseconds and a sequence, written {@code ms-seq} as
 * Redis does. Ids of one job rise. {@link #ZERO} stands before all.
 */
public record ProgressId(long millis, long sequence) implements Comparable<ProgressId> {
  public static final ProgressId ZERO = new ProgressId(0, 0);

  public ProgressId {
    if (millis < 0 || sequence < 0) {
      throw new IllegalArgumentException(millis + "-" + sequence + " is not a progress id");
    }
  }

  /** Reads {@code ms-seq}, or {@code ms} alone. */
  public static ProgressId parse(String text) {
    int dash = text.indexOf('-');
    try {
      return dash < 0
          ? new ProgressId(Long.parseLong(text), 0)
          : new ProgressId(
              Long.parseLong(text.substring(0, dash)), Long.parseLong(text.substring(dash + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a progress id: use milliseconds-sequence", e);
    }
  }

  @Override
  public int compareTo(ProgressId other) {
    int byMillis = Long.compare(millis, other.millis);
    return byMillis != 0 ? byMillis : Long.compare(sequence, other.sequence);
  }

  @Override
  public String toString() {
    return millis + "-" + sequence;
  }
}
