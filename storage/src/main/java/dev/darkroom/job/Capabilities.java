package dev.darkroom.job;

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
 */
public record Capabilities(
    Set<JobKind> kinds, String device, long memoryBytes, Map<String, String> labels) {
  public Capabilities {
    // In the enum's order, so that equal capabilities are written as equal bytes.
    kinds = Collections.unmodifiableSet(new TreeSet<>(kinds));
    labels = Map.copyOf(labels);
  }
}
