package dev.darkroom.deploy.bench;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * What was measured of the scheduler.
 *
 * @param name of the row
 * @param durability what a result of this row survives
 * @param figures by name; the unit ends it
 */
public record SchedulerRow(
    String name, Durability durability, SequencedMap<String, Double> figures) {

  /** What survives of what a row counts as done. */
  public enum Durability {
    /** Nothing: the pure core alone. */
    MEMORY,
    /**
     * The death of every process: committed by a transaction on one broker with {@code acks=all},
     * in the system's page cache.
     */
    ONE_BROKER
  }

  public SchedulerRow {
    figures = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(figures));
  }

  static Figures of(String name, Durability durability) {
    return new Figures(name, durability);
  }

  /** A row in the making. */
  static final class Figures {
    private final String name;
    private final Durability durability;
    private final SequencedMap<String, Double> figures = new LinkedHashMap<>();

    private Figures(String name, Durability durability) {
      this.name = name;
      this.durability = durability;
    }

    Figures with(String figure, double value) {
      figures.put(figure, value);
      return this;
    }

    SchedulerRow row() {
      return new SchedulerRow(name, durability, figures);
    }
  }
}
