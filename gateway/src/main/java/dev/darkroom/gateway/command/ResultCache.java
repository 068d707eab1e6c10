package dev.darkroom.gateway.command;

import dev.darkroom.gateway.view.JobView;
import dev.darkroom.job.CachedResult;
import dev.darkroom.job.JobHeader;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.Output;
import dev.darkroom.job.RunManifest;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.spec.OutputTerms;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.object.ObjectKeys;
import dev.darkroom.storage.object.ObjectStore;
import dev.darkroom.storage.object.RunManifests;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a tenant's earlier job has made for the same request. A new job is given copies of its own,
 * checked by their digests, so that neither job's files depend on the other's.
 */
public final class ResultCache {
  /** More is drawn again: it would be read here and written again. */
  private static final long MOST_BYTES = 64L << 20;

  /** What goes within this time is as good as gone. */
  private static final Duration MARGIN = Duration.ofMinutes(10);

  private static final String JSON = "application/json";

  private final JobView jobs;
  private final ObjectStore objects;
  private final InstantSource clock;
  private final Duration kept;
  private final AtomicLong hits = new AtomicLong();

  /**
   * Looks among what a view shows.
   *
   * @param kept how long outputs are kept at most
   */
  public ResultCache(JobView jobs, ObjectStore objects, InstantSource clock, Duration kept) {
    this.jobs = jobs;
    this.objects = objects;
    this.clock = clock;
    this.kept = kept;
  }

  /** Jobs that were given a result since the start. */
  public long hits() {
    return hits.get();
  }

  /**
   * Copies for a job of what an earlier one has made under its key; empty where it has none, there
   * is nothing, or a store is away: then it runs. Blocks.
   */
  Optional<CachedResult> forJob(JobHeader header) {
    Optional<CachedResult> result =
        header
            .terms()
            .flatMap(OutputTerms::key)
            .flatMap(key -> jobs.made(header.tenant(), key))
            .filter(this::lasts)
            .flatMap(earlier -> copied(earlier, header));
    result.ifPresent(_ -> hits.incrementAndGet());
    return result;
  }

  private boolean lasts(JobRecord earlier) {
    return !earlier.outputs().isEmpty()
        && earlier.outputs().stream().allMatch(output -> output.deletedAt().isEmpty())
        && earlier.outputs().stream().mapToLong(Output::sizeBytes).sum() <= MOST_BYTES
        && earlier
            .outputsExpireAt(kept)
            .filter(end -> clock.instant().plus(MARGIN).isBefore(end))
            .isPresent();
  }

  private Optional<CachedResult> copied(JobRecord earlier, JobHeader header) {
    RunRef none = new RunRef(header.id(), Epoch.NONE);
    List<Output> copies = new ArrayList<>();
    try {
      for (Output output : earlier.outputs()) {
        byte[] bytes = objects.get(output.key(), Math.toIntExact(output.sizeBytes()));
        if (!Digest.of(bytes).equals(output.hash())) {
          return Optional.empty();
        }
        String key = ObjectKeys.output(header.tenant(), none, output.name());
        objects.put(key, bytes, output.contentType());
        copies.add(
            new Output(
                output.name(),
                output.role(),
                key,
                output.hash(),
                output.contentType(),
                output.sizeBytes(),
                output.seed()));
      }
      byte[] manifest = RunManifests.JSON.encode(new RunManifest(header.id(), Epoch.NONE, copies));
      objects.put(ObjectKeys.runManifest(header.tenant(), none), manifest, JSON);
      return Optional.of(new CachedResult(earlier.header().id(), Digest.of(manifest), copies));
    } catch (StorageException _) {
      return Optional.empty(); // what was copied belongs to no run, and is swept
    }
  }
}
