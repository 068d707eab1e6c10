package dev.darkroom.job.pool;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.darkroom.job.JobHeader;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.spec.JobKind;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the workers of a pool can be, as its operator declares: a job that none of them could ever
 * run is refused when it is submitted. What is empty is not declared, and refuses nothing.
 *
 * @param kinds the kinds of job that it runs
 * @param models the names of the models that it runs
 * @param memoryBytes what the models of its largest worker may occupy; 0: not declared
 * @param labels the values of each label that its workers have
 */
public record PoolOffer(
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        Set<JobKind> kinds,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        Set<String> models,
    long memoryBytes,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        Map<String, Set<String>> labels) {
  public static final int MAX_LABELS = 32;

  /** Of a pool that has declared nothing. */
  public static final PoolOffer ANY = new PoolOffer(Set.of(), Set.of(), 0, Map.of());

  public PoolOffer {
    // In order, so that equal offers are written as equal bytes.
    kinds = Collections.unmodifiableSet(new TreeSet<>(kinds));
    models = Collections.unmodifiableSet(new TreeSet<>(models));
    Map<String, Set<String>> sorted = new TreeMap<>();
    labels.forEach(
        (name, values) -> sorted.put(name, Collections.unmodifiableSet(new TreeSet<>(values))));
    labels = Collections.unmodifiableMap(sorted);
    if (memoryBytes < 0) {
      throw new IllegalArgumentException(memoryBytes + " bytes of memory are below 0");
    }
    if (labels.size() > MAX_LABELS) {
      throw new IllegalArgumentException(
          labels.size() + " labels are over the " + MAX_LABELS + " allowed");
    }
  }

  /** Why no worker of pool {@code pool} could ever run this job; empty where one could. */
  public Optional<String> lacks(PoolId pool, JobHeader job) {
    return lacks(job).map(why -> "pool '" + pool + "' " + why);
  }

  private Optional<String> lacks(JobHeader job) {
    if (!kinds.isEmpty() && !kinds.contains(job.kind())) {
      return Optional.of("runs no %s jobs, only %s".formatted(job.kind(), listed(kinds)));
    }
    String model = job.model().name();
    if (!models.isEmpty() && !models.contains(model)) {
      return Optional.of("does not run model '%s', only %s".formatted(model, listed(models)));
    }
    long narrow = job.demand().weightBytes() / 2; // on a worker that computes in 16 bits
    long wanted = Math.max(job.demand().memoryBytes(), narrow);
    if (memoryBytes > 0 && wanted > memoryBytes) {
      return Optional.of(
          "has workers of at most %d bytes and the model takes at least %d"
              .formatted(memoryBytes, wanted));
    }
    return job.demand().labels().entrySet().stream()
        .filter(label -> !labels.isEmpty() && !has(label.getKey(), label.getValue()))
        .findFirst()
        .map(label -> "has no worker with label %s, only %s".formatted(label, labels));
  }

  private boolean has(String label, String value) {
    return labels.getOrDefault(label, Set.of()).contains(value);
  }

  private static String listed(Collection<?> all) {
    return String.join(", ", all.stream().map(Object::toString).toList());
  }
}
