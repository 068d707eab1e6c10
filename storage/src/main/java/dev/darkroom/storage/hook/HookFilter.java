package dev.darkroom.storage.hook;

import dev.darkroom.job.JobHeader;
import dev.darkroom.job.spec.JobKind;
import java.util.List;
import java.util.Map;

/**
 * Of which things a webhook hears. What is empty lets all pass; of the rest each must.
 *
 * @param models names, with or without a version
 * @param metadata pairs that the job or the batch must carry
 */
public record HookFilter(
    List<JobKind> kinds,
    List<String> models,
    List<String> pools,
    Map<String, String> metadata,
    BatchLines lines) {
  /** Lets everything pass. */
  public static final HookFilter NONE =
      new HookFilter(List.of(), List.of(), List.of(), Map.of(), BatchLines.INCLUDE);

  public HookFilter {
    kinds = List.copyOf(kinds);
    models = List.copyOf(models);
    pools = List.copyOf(pools);
    metadata = Map.copyOf(metadata);
  }

  /** Whether a webhook hears of this job. */
  public boolean passes(JobHeader job) {
    boolean lineFits =
        switch (lines) {
          case INCLUDE -> true;
          case EXCLUDE -> job.batch().isEmpty();
          case ONLY -> job.batch().isPresent();
        };
    return lineFits
        && (kinds.isEmpty() || kinds.contains(job.kind()))
        && (models.isEmpty()
            || models.contains(job.model().name())
            || models.contains(job.model().toString()))
        && (pools.isEmpty() || pools.contains(job.pool().toString()))
        && passes(job.metadata());
  }

  /** Whether a webhook hears of a batch with this metadata; the rest speaks of jobs. */
  public boolean passes(Map<String, String> carried) {
    return carried.entrySet().containsAll(metadata.entrySet());
  }
}
