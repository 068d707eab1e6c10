package dev.darkroom.job.worker;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.darkroom.job.spec.Demand;
import dev.darkroom.job.spec.JobKind;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a worker says it can do when it joins.
 *
 * @param kinds the job kinds it runs
 * @param device {@code cpu} or {@code cuda:N}
 * @param memoryBytes what its models may occupy
 * @param labels its operator's own, for placement
 * @param workerClass what its speed is learned under, such as the name of its GPU; the device where
 *     it says nothing
 * @param dtypes the number formats that it computes in: {@code f32}, {@code bf16}, …
 * @param models the names of the only models that it runs; empty: any
 * @param maxBatch the units ({@link Demand#units}) of one micro-batch; 1 means none
 */
public record Capabilities(
    Set<JobKind> kinds,
    String device,
    long memoryBytes,
    Map<String, String> labels,
    @JsonSetter(nulls = Nulls.AS_EMPTY) String workerClass,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        Set<String> dtypes,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        Set<String> models,
    @JsonSetter(nulls = Nulls.AS_EMPTY) int maxBatch) {
  public Capabilities {
    // In order, so that equal capabilities are written as equal bytes.
    kinds = Collections.unmodifiableSet(new TreeSet<>(kinds));
    labels = Map.copyOf(labels);
    dtypes = Collections.unmodifiableSet(new TreeSet<>(dtypes));
    models = Collections.unmodifiableSet(new TreeSet<>(models));
    workerClass = workerClass.isBlank() ? device : workerClass;
    maxBatch = Math.max(1, maxBatch);
  }

  /** A worker that runs one job at a time, of any model. */
  public Capabilities(
      Set<JobKind> kinds, String device, long memoryBytes, Map<String, String> labels) {
    this(kinds, device, memoryBytes, labels, device, Set.of(), Set.of(), 1);
  }

  /**
   * Whether a model fits: who computes in 16 bits alone keeps half of its weights' bytes.
   *
   * @param least what a worker must have at least
   * @param weights what the model's weights occupy as numbers of 32 bits
   */
  public boolean hasRoomFor(long least, long weights) {
    long kept = dtypes.isEmpty() || dtypes.contains("f32") ? weights : weights / 2;
    return memoryBytes >= Math.max(least, kept);
  }

  /** The same worker with micro-batches of so many units. */
  public Capabilities withBatches(int units) {
    return new Capabilities(kinds, device, memoryBytes, labels, workerClass, dtypes, models, units);
  }
}
