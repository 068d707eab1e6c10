package dev.darkroom.gateway.publish;

import dev.darkroom.job.JobRecord;
import dev.darkroom.job.Output;
import dev.darkroom.job.spec.InversionSpec;
import dev.darkroom.job.spec.JobKind;
import dev.darkroom.job.spec.JobSpec;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.embedding.EmbeddingDraft;
import dev.darkroom.storage.embedding.EmbeddingManifest;
import dev.darkroom.storage.embedding.Embeddings;
import dev.darkroom.storage.embedding.Scores;
import dev.darkroom.storage.object.ModelRepository;
import dev.darkroom.storage.object.ObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The word of an inversion enters its tenant's registry. */
final class WordPublication implements Publication {
  private static final int MAX_SAMPLES = 16;
  private static final int MAX_SCORES_BYTES = 1 << 20;

  private final ObjectStore objects;
  private final ModelRepository models;
  private final Embeddings embeddings;

  WordPublication(ObjectStore objects, ModelRepository models, Embeddings embeddings) {
    this.objects = objects;
    this.models = models;
    this.embeddings = embeddings;
  }

  @Override
  public Set<JobKind> kinds() {
    return Set.of(JobKind.INVERSION);
  }

  @Override
  public void publish(JobRecord job, JobSpec spec) {
    draft(job, spec).ifPresent(draft -> embeddings.publish(job.header().tenant(), draft));
  }

  private Optional<EmbeddingDraft> draft(JobRecord job, JobSpec spec) {
    Optional<Output> vectors =
        job.outputs().stream()
            .filter(output -> output.name().equals(EmbeddingManifest.VECTORS))
            .findFirst();
    if (!(spec instanceof InversionSpec inversion) || vectors.isEmpty()) {
      return Optional.empty();
    }
    List<Output> files = new ArrayList<>(List.of(vectors.get()));
    job.outputs().reversed().stream()
        .filter(output -> output.role() == Output.Role.SAMPLE)
        .limit(MAX_SAMPLES)
        .forEach(files::add);
    return Optional.of(
        new EmbeddingDraft(
            inversion.word().name(),
            job.header().id().toString(),
            base(inversion),
            files,
            Optional.of(new EmbeddingManifest.Origin(job.header().id(), inversion)),
            scores(job)));
  }

  private Optional<EmbeddingManifest.Base> base(InversionSpec spec) {
    try {
      return Optional.of(
          new EmbeddingManifest.Base(spec.model(), models.resolve(spec.model()).digest()));
    } catch (StorageException e) {
      if (e.code() == StorageException.Code.NOT_FOUND) {
        return Optional.empty(); // the model has been removed since
      }
      throw e;
    }
  }

  private Map<String, Double> scores(JobRecord job) {
    return job.outputs().stream()
        .filter(output -> output.name().equals(Scores.FILE))
        .findFirst()
        .map(output -> Scores.JSON.decode(objects.get(output.key(), MAX_SCORES_BYTES)))
        .map(Scores::values)
        .orElse(Map.of());
  }
}
