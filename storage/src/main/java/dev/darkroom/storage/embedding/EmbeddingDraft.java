package dev.darkroom.storage.embedding;

import dev.darkroom.job.Output;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A learned word that is about to be published.
 *
 * @param claimant whose word it is, a job's id for instance: published twice, it is one version
 * @param files the vectors first; each is copied from its key
 */
public record EmbeddingDraft(
    String name,
    String claimant,
    Optional<EmbeddingManifest.Base> base,
    List<Output> files,
    Optional<EmbeddingManifest.Origin> origin,
    Map<String, Double> scores) {
  public EmbeddingDraft {
    files = List.copyOf(files);
    scores = Map.copyOf(scores);
  }
}
