package dev.darkroom.job.spec;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.darkroom.job.id.ModelRef;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a job needs of the worker that runs it, and how much of its time: all that placement,
 * batches, affinity and estimates go by, so that nobody has to read specs to schedule.
 *
 * @param costClass jobs of one class take time in proportion to their work: kind, model, size
 * @param work how much there is to do within the class: steps times pictures, steps of a training,
 *     milliseconds of a noop
 * @param units what it takes of a micro-batch: pictures, at least 1
 * @param batchKey jobs of one key may run as one batch; empty: it runs alone
 * @param resources what a worker may hold already: {@code model@version}, LoRAs, words
 * @param memoryBytes that a worker must have for models at least
 * @param weightBytes what its model's weights occupy as numbers of 32 bits; a worker that computes
 *     in 16 keeps half of it
 * @param labels those that its worker must have, for placement
 */
public record Demand(
    String costClass,
    double work,
    int units,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> batchKey,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        Set<String> resources,
    long memoryBytes,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) @JsonSetter(nulls = Nulls.AS_EMPTY)
        long weightBytes,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        Map<String, String> labels) {
  /** Labels that a job may ask for. */
  public static final int MAX_LABELS = 16;

  public Demand {
    if (!(work >= 0) || Double.isInfinite(work)) {
      throw new IllegalArgumentException("work of " + work + " is no amount: use 0 or more");
    }
    if (units < 1) {
      throw new IllegalArgumentException(units + " units are below 1");
    }
    if (memoryBytes < 0 || weightBytes < 0) {
      throw new IllegalArgumentException(
          Math.min(memoryBytes, weightBytes) + " bytes of memory are below 0");
    }
    if (labels.size() > MAX_LABELS) {
      throw new IllegalArgumentException(
          labels.size() + " labels are over the " + MAX_LABELS + " allowed");
    }
    resources = Collections.unmodifiableSet(new TreeSet<>(resources));
    labels = Map.copyOf(labels);
  }

  /** Of a job that says nothing: it runs alone, on any worker of its kind. */
  public static Demand plain(JobKind kind, ModelRef model) {
    return new Demand(
        kind + "/" + model, 1, 1, Optional.empty(), Set.of(model.toString()), 0, 0, Map.of());
  }

  /** The same, and its worker must have these labels. */
  public Demand withLabels(Map<String, String> required) {
    return new Demand(
        costClass, work, units, batchKey, resources, memoryBytes, weightBytes, required);
  }

  /** The same, as a member of batches of this key. */
  public Demand batching(String key) {
    return new Demand(
        costClass, work, units, Optional.of(key), resources, memoryBytes, weightBytes, labels);
  }
}
