package dev.darkroom.gateway.publish;

import dev.darkroom.gateway.background.Periodic;
import dev.darkroom.job.InversionSpec;
import dev.darkroom.job.JobKind;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobSpec;
import dev.darkroom.job.JobState;
import dev.darkroom.job.Output;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.embedding.EmbeddingDraft;
import dev.darkroom.storage.embedding.EmbeddingManifest;
import dev.darkroom.storage.embedding.Embeddings;
import dev.darkroom.storage.embedding.Scores;
import dev.darkroom.storage.log.SpecLog;
import dev.darkroom.storage.object.ModelRepository;
import dev.darkroom.storage.object.ObjectStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the words of jobs that the log says have succeeded. Every gateway does, and after a
 * start does it again for all that the log has: a job is one claimant, and so makes one version.
 */
public final class EmbeddingPublisher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddingPublisher.class);
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final int MAX_SAMPLES = 16;
  private static final int MAX_SCORES_BYTES = 1 << 20;

  private final Shelves shelves;
  private final ConcurrentLinkedQueue<JobRecord> succeeded = new ConcurrentLinkedQueue<>();
  private final AtomicLong failures = new AtomicLong();
  private final Periodic rounds;

  /** What it reads and writes. */
  public record Shelves(
      SpecLog specs, ObjectStore objects, ModelRepository models, Embeddings embeddings) {}

  private EmbeddingPublisher(Shelves shelves) {
    this.shelves = shelves;
    this.rounds = Periodic.start("gateway-publisher", PAUSE, this::publishWhatCanBe);
  }

  public static EmbeddingPublisher start(Shelves shelves) {
    return new EmbeddingPublisher(shelves);
  }

  /** The log says this of a job. Returns at once. */
  public void hear(JobRecord job) {
    if (job.header().kind() == JobKind.INVERSION && job.state() instanceof JobState.Succeeded) {
      succeeded.add(job);
    }
  }

  /**
   * Publishes all that has been heard of, on the caller's thread.
   *
   * @throws StorageException where a store is down; what is not published stays to be
   */
  public synchronized void catchUp() {
    for (JobRecord job = succeeded.peek(); job != null; job = succeeded.peek()) {
      publish(job);
      succeeded.remove(job);
    }
  }

  /** Jobs whose words were given up since the start, for a reason that nobody had foreseen. */
  public long failures() {
    return failures.get();
  }

  @Override
  public void close() {
    rounds.close();
  }

  private void publishWhatCanBe() {
    try {
      catchUp();
    } catch (StorageException e) {
      LOG.warn("words wait to be published reason={}: {}", e.code().stable(), e.getMessage());
    }
  }

  private void publish(JobRecord job) {
    try {
      draft(job).ifPresent(draft -> shelves.embeddings().publish(job.header().tenant(), draft));
    } catch (StorageException e) {
      switch (e.code()) {
        case UNAVAILABLE, FORBIDDEN, FULL, INTERRUPTED -> throw e;
        case NOT_FOUND, CONFLICT, TOO_LARGE, CORRUPT, UNKNOWN_VERSION ->
            // Its files or its spec have been swept away: it was published long ago, or never.
            LOG.warn(
                "job {} is not published reason={}: {}",
                job.header().id(),
                e.code().stable(),
                e.getMessage());
      }
    } catch (RuntimeException e) {
      // The next start of a gateway tries again; until then it must hold up no other job.
      failures.incrementAndGet();
      LOG.error("job {} is not published reason=unexpected", job.header().id(), e);
    }
  }

  private Optional<EmbeddingDraft> draft(JobRecord job) {
    JobSpec spec = shelves.specs().read(job.spec());
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
    String placeholder = inversion.word().placeholder();
    return Optional.of(
        new EmbeddingDraft(
            placeholder.substring(1, placeholder.length() - 1),
            job.header().id().toString(),
            base(inversion),
            files,
            Optional.of(new EmbeddingManifest.Origin(job.header().id(), inversion)),
            scores(job)));
  }

  private Optional<EmbeddingManifest.Base> base(InversionSpec spec) {
    try {
      return Optional.of(
          new EmbeddingManifest.Base(
              spec.model(), shelves.models().resolve(spec.model()).digest()));
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
        .map(output -> Scores.JSON.decode(shelves.objects().get(output.key(), MAX_SCORES_BYTES)))
        .map(Scores::values)
        .orElse(Map.of());
  }
}
