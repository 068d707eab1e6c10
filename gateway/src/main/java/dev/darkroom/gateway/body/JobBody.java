package dev.darkroom.gateway.body;

import dev.darkroom.job.JobStatus;
import dev.darkroom.job.TimelineEntry;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.spec.JobKind;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A job as clients see it.
 *
 * @param expiresAt its deadline
 * @param queuePosition from 1; null where it does not wait, or its scheduler has not told
 * @param cachedFrom the earlier job whose result it was given, where it never ran
 * @param outputsExpireAt when its outputs go; null until it has ended
 * @param eta when the run is expected to end; null where nobody can tell
 */
public record JobBody(
    String id,
    String object,
    JobKind kind,
    ModelRef model,
    PoolId pool,
    int priority,
    JobStatus status,
    Instant createdAt,
    Optional<Instant> startedAt,
    Optional<Instant> completedAt,
    Optional<Instant> expiresAt,
    OptionalInt queuePosition,
    Optional<EtaBody> eta,
    List<Reason> pendingReasons,
    Optional<Progress> progress,
    List<OutputBody> outputs,
    Optional<ErrorBody> error,
    boolean deadLetter,
    Metrics metrics,
    List<TimelineEntry> timeline,
    Map<String, String> metadata,
    Optional<String> cachedFrom,
    Optional<Instant> outputsExpireAt,
    Urls urls) {

  /** Why it waits; {@code code} in small letters. */
  public record Reason(String code, String message) {}

  /**
   * How far the run is.
   *
   * @param value 0 to 1
   */
  public record Progress(double value, int step, int steps, String message) {}

  /** Why it failed. */
  public record ErrorBody(String code, String message, Optional<String> param) {}

  /** Milliseconds, null until they are known. */
  public record Metrics(OptionalLong queueMs, OptionalLong executionMs) {}

  /** Where to go on from here, relative to the API's base. */
  public record Urls(String self, String events, String cancel) {}

  /**
   * A file that the job left.
   *
   * @param url anybody may read it with this until {@code urlExpiresAt}; null where the object
   *     store cannot be asked, or the file is gone
   * @param deletedAt since when it is gone by its owner's will
   */
  public record OutputBody(
      String id,
      String name,
      String role,
      String hash,
      Optional<URI> url,
      Optional<Instant> urlExpiresAt,
      String contentType,
      long sizeBytes,
      OptionalLong seed,
      Optional<Instant> deletedAt) {}
}
