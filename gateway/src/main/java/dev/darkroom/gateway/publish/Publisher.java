package dev.darkroom.gateway.publish;

import dev.darkroom.gateway.background.Periodic;
import dev.darkroom.gateway.model.ModelCatalog;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.spec.JobSpec;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.embedding.Embeddings;
import dev.darkroom.storage.log.SpecLog;
import dev.darkroom.storage.object.ModelRepository;
import dev.darkroom.storage.object.ObjectStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes what jobs made of which the log says that they have succeeded. Every gateway does, and
 * after a start does it again for all that the log has: a job is one claimant, and so makes one
 * version.
 */
public final class Publisher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final SpecLog specs;
  private final List<Publication> publications;
  private final ConcurrentLinkedQueue<JobRecord> succeeded = new ConcurrentLinkedQueue<>();
  private final AtomicLong failures = new AtomicLong();
  private final Periodic rounds;

  /** What it reads and writes. */
  public record Shelves(
      SpecLog specs, ObjectStore objects, ModelRepository models, Embeddings embeddings) {}

  private Publisher(SpecLog specs, List<Publication> publications) {
    this.specs = specs;
    this.publications = publications;
    this.rounds = Periodic.start("gateway-publisher", PAUSE, this::publishWhatCanBe);
  }

  /**
   * Begins to publish.
   *
   * @param catalog shall see at once what is published
   */
  public static Publisher start(Shelves shelves, ModelCatalog catalog) {
    return new Publisher(
        shelves.specs(),
        List.of(
            new WordPublication(shelves.objects(), shelves.models(), shelves.embeddings()),
            new ModelPublication(shelves.models(), catalog)));
  }

  /** The log says this of a job. Returns at once. */
  public void hear(JobRecord job) {
    if (job.state() instanceof JobState.Succeeded
        && publications.stream().anyMatch(p -> p.kinds().contains(job.header().kind()))) {
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

  /** Jobs whose results were given up since the start, for a reason that nobody had foreseen. */
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
      LOG.warn("results wait to be published reason={}: {}", e.code().stable(), e.getMessage());
    }
  }

  private void publish(JobRecord job) {
    try {
      JobSpec spec = specs.read(job.spec());
      publications.stream()
          .filter(publication -> publication.kinds().contains(job.header().kind()))
          .forEach(publication -> publication.publish(job, spec));
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
}
