package dev.darkroom.gateway.request;

import dev.darkroom.job.id.Digest;
import dev.darkroom.job.spec.JobKind;
import dev.darkroom.job.spec.JobSpec;
import dev.darkroom.job.spec.OutputTerms;
import dev.darkroom.storage.log.Records;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a request says of its outputs: how long they are kept, and who may be given them. */
final class OutputTermsReader {
  static final String EXPIRE_AFTER = "outputs_expire_after";
  static final String CACHE = "cache";
  static final List<String> NAMES = List.of(EXPIRE_AFTER, CACHE);

  private static final String ALLOW = "allow";
  private static final String BYPASS = "bypass";
  private static final long LEAST_SECONDS = Duration.ofHours(1).toSeconds();
  private static final long MOST_SECONDS = Duration.ofDays(365).toSeconds();

  private final Models models;
  private final String usual;

  /**
   * @param cache what a request means that says nothing of it
   */
  OutputTermsReader(Models models, boolean cache) {
    this.usual = cache ? ALLOW : BYPASS;
    this.models = models;
  }

  /**
   * Reads the fields {@link #NAMES}; may block on the model repository.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException naming the field that does not fit
   */
  Optional<OutputTerms> read(Fields fields, JobSpec spec) {
    Optional<Duration> expires = expireAfter(fields);
    boolean allowed = fields.choice(CACHE, usual, List.of(ALLOW, BYPASS)).equals(ALLOW);
    Optional<Digest> key =
        allowed && sure(fields, spec) ? Optional.of(key(spec)) : Optional.empty();
    return expires.isEmpty() && key.isEmpty()
        ? Optional.empty()
        : Optional.of(new OutputTerms(expires, key));
  }

  /** Seconds after a job's end; empty where nothing is said of it. */
  static Optional<Duration> expireAfter(Fields fields) {
    return fields.has(EXPIRE_AFTER)
        ? Optional.of(
            Duration.ofSeconds(
                fields.integer(EXPIRE_AFTER, LEAST_SECONDS, LEAST_SECONDS, MOST_SECONDS)))
        : Optional.empty();
  }

  /** Only pictures whose seed was said are the same every time. */
  private static boolean sure(Fields fields, JobSpec spec) {
    return spec.kind() == JobKind.GENERATION && fields.has("seed");
  }

  /** The spec, in which words and LoRAs are pinned, and the files of its model. */
  private Digest key(JobSpec spec) {
    return Digest.ofParts(
        "result",
        models.digest(spec.model()).toString(),
        new String(Records.SPEC.encode(spec), StandardCharsets.UTF_8));
  }
}
