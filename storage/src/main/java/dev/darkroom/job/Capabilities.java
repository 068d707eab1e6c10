package dev.darkroom.job;

import java.util.Map;
import java.util.Set;

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
    kinds = Set.copyOf(kinds);
    labels = Map.copyOf(labels);
  }
}
