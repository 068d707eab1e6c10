package dev.darkroom.job;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.darkroom.job.spec.Demand;
import dev.darkroom.job.worker.Capabilities;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How long jobs of a cost class took on a class of worker: the value of {@code
 * cost/<workerClass>/<costClass>} in the state topic. What the scheduler expects of the next one
 * follows from this record alone.
 *
 * @param workerClass as {@link Capabilities#workerClass}
 * @param costClass as {@link Demand#costClass}
 * @param runs the latest that succeeded, oldest first, at most {@value #MAX_RUNS}
 * @param learntAt when the last of them ended
 */
public record CostRecord(String workerClass, String costClass, List<Run> runs, Instant learntAt) {
  /** Runs that are remembered; with the next one the oldest is forgotten. */
  public static final int MAX_RUNS = 32;

  /**
   * One run that succeeded.
   *
   * @param work as {@link Demand#work}
   * @param millis how long it held its worker; of a micro-batch, its share
   * @param share of its worker's time that was its own: 1, or less in a micro-batch
   */
  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  public record Run(double work, double millis, @JsonSetter(nulls = Nulls.AS_EMPTY) double share) {
    public Run {
      share = share > 0 ? share : 1; // runs were once written without
    }

    /** A run that had its worker to itself. */
    public Run(double work, double millis) {
      this(work, millis, 1);
    }
  }

  public CostRecord {
    runs = List.copyOf(runs);
    if (runs.isEmpty() || runs.size() > MAX_RUNS) {
      throw new IllegalArgumentException(
          "a cost is learnt from 1 … " + MAX_RUNS + " runs, and not from " + runs.size());
    }
  }

  /** The same class after one more run. */
  public CostRecord and(Run run, Instant at) {
    List<Run> longer = new ArrayList<>(runs);
    longer.add(run);
    int most = Math.max(0, longer.size() - MAX_RUNS);
    return new CostRecord(workerClass, costClass, longer.subList(most, longer.size()), at);
  }
}
