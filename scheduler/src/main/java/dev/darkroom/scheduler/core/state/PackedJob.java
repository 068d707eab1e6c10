package dev.darkroom.scheduler.core.state;

import dev.darkroom.job.JobHeader;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.TimelineEntry;
import dev.darkroom.job.Tries;
import dev.darkroom.job.id.BatchId;
import dev.darkroom.job.id.BatchLine;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.id.SpecRef;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.spec.Demand;
import dev.darkroom.job.spec.JobKind;
import dev.darkroom.job.spec.OutputTerms;
import dev.darkroom.job.tenant.Payer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The record of a job that waits and has never run, in about 120 bytes: its own numbers, and a
 * reference to what many jobs have in common. Nothing is lost: a record that does not fit is not
 * packed.
 */
final class PackedJob {
  private static final long NANOS = 1_000_000_000;

  /** No time at all: it would be in the year 1677. */
  private static final long NEVER = Long.MIN_VALUE;

  private final Common common;
  private final long idHigh;
  private final long idLow;
  private final long nonceHigh;
  private final long nonceLow;
  private final long digest0;
  private final long digest1;
  private final long digest2;
  private final long digest3;
  private final long offset;
  private final long created; // ns since 1970, as all times here
  private final long queued;
  private final long deadline; // NEVER where it has none
  private final int line; // 0 where it is none of a batch's
  private final String customId;
  private final @Nullable Digest outputKey; // null where nobody may be given its outputs

  /** What is the same for many jobs. */
  private record Common(
      TenantId tenant,
      PoolId pool,
      JobKind kind,
      ModelRef model,
      int priority,
      Map<String, String> metadata,
      Demand demand,
      int specPartition,
      Optional<BatchId> batch,
      Optional<Duration> outputsExpireAfter,
      Optional<Payer> payer) {}

  /**
   * Keeps what jobs have in common once for all of them, and what was unpacked lately: the heads of
   * queues are asked for at every turn. It is a cache and no state: a shelf that is full is
   * emptied, and later jobs share anew.
   */
  static final class Shelf {
    private static final int MOST = 4_096;
    private static final int RECENT = 512;

    private final Map<Common, Common> kept = new HashMap<>();
    private final @Nullable Unpacked[] recent = new Unpacked[RECENT];

    private record Unpacked(PackedJob from, JobRecord job) {}

    /** The job's record; the same one again where nobody asked for many others in between. */
    JobRecord unpacked(PackedJob packed) {
      int place = (int) (packed.idLow & (RECENT - 1));
      Unpacked last = recent[place];
      if (last != null && last.from.equals(packed)) {
        return last.job;
      }
      JobRecord job = packed.unpacked();
      recent[place] = new Unpacked(packed, job);
      return job;
    }

    private synchronized Common shared(Common common) {
      Common known = kept.get(common);
      if (known != null) {
        return known;
      }
      if (kept.size() >= MOST) {
        kept.clear();
      }
      kept.put(common, common);
      return common;
    }
  }

  private PackedJob(JobRecord job, UUID nonce, Instant queuedAt, Shelf shelf) {
    JobHeader header = job.header();
    common =
        shelf.shared(
            new Common(
                header.tenant(),
                header.pool(),
                header.kind(),
                header.model(),
                header.priority(),
                header.metadata(),
                header.demand(),
                job.spec().partition(),
                header.batch().map(BatchLine::batch),
                header.terms().flatMap(OutputTerms::expireAfter),
                header.payer()));
    idHigh = header.id().high();
    idLow = header.id().low();
    nonceHigh = nonce.getMostSignificantBits();
    nonceLow = nonce.getLeastSignificantBits();
    String hex = job.spec().digest().hex();
    digest0 = Long.parseUnsignedLong(hex, 0, 16, 16);
    digest1 = Long.parseUnsignedLong(hex, 16, 32, 16);
    digest2 = Long.parseUnsignedLong(hex, 32, 48, 16);
    digest3 = Long.parseUnsignedLong(hex, 48, 64, 16);
    offset = job.spec().offset();
    created = nanos(header.createdAt());
    queued = nanos(queuedAt);
    deadline = header.deadline().map(PackedJob::nanos).orElse(NEVER);
    line = header.batch().map(BatchLine::line).orElse(0);
    customId = header.batch().map(BatchLine::customId).orElse("");
    outputKey = header.terms().flatMap(OutputTerms::key).orElse(null);
  }

  /** The record packed; empty where it says more than a packed one can. */
  static Optional<PackedJob> of(JobRecord job, Shelf shelf) {
    if (!(job.state() instanceof JobState.Queued queued) || !fresh(job, queued)) {
      return Optional.empty();
    }
    boolean times =
        fits(job.header().createdAt())
            && fits(queued.since())
            && job.header().deadline().map(PackedJob::fits).orElse(true);
    return times
        ? nonce(job).map(nonce -> new PackedJob(job, nonce, queued.since(), shelf))
        : Optional.empty();
  }

  JobId id() {
    return new JobId(idHigh, idLow);
  }

  boolean is(JobId id) {
    return idLow == id.low() && idHigh == id.high();
  }

  JobRecord unpacked() {
    JobId id = id();
    JobHeader header =
        new JobHeader(
            id,
            common.tenant,
            common.pool,
            common.kind,
            common.model,
            common.priority,
            common.metadata,
            instant(created),
            common.demand,
            deadline == NEVER ? Optional.empty() : Optional.of(instant(deadline)),
            common.batch.map(batch -> new BatchLine(batch, line, customId)),
            terms(),
            common.payer);
    SpecRef spec =
        new SpecRef(
            id + "/" + new UUID(nonceHigh, nonceLow),
            common.specPartition,
            offset,
            Digest.ofLongs(digest0, digest1, digest2, digest3));
    return JobRecord.accepted(header, spec, instant(queued));
  }

  private Optional<OutputTerms> terms() {
    return outputKey == null && common.outputsExpireAfter.isEmpty()
        ? Optional.empty()
        : Optional.of(new OutputTerms(common.outputsExpireAfter, Optional.ofNullable(outputKey)));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof PackedJob that
            && idHigh == that.idHigh
            && idLow == that.idLow
            && nonceHigh == that.nonceHigh
            && nonceLow == that.nonceLow
            && digest0 == that.digest0
            && digest1 == that.digest1
            && digest2 == that.digest2
            && digest3 == that.digest3
            && offset == that.offset
            && created == that.created
            && queued == that.queued
            && deadline == that.deadline
            && line == that.line
            && customId.equals(that.customId)
            && Objects.equals(outputKey, that.outputKey)
            && common.equals(that.common));
  }

  @Override
  public int hashCode() {
    return Long.hashCode(idHigh ^ idLow);
  }

  /** Whether nothing has happened to the job but its acceptance. */
  private static boolean fresh(JobRecord job, JobState.Queued state) {
    List<TimelineEntry> life = job.timeline();
    return state.tries().equals(Tries.NONE)
        && state.last().equals(Epoch.NONE)
        && state.notBefore().isEmpty()
        && life.size() == 1
        && life.getFirst().equals(JobRecord.queuedAt(state.since()))
        && job.outputs().isEmpty()
        && job.startedAt().isEmpty()
        && job.past().isEmpty()
        && job.travels().isEmpty()
        && job.attempts().isEmpty();
  }

  /** The nonce of a spec's key in its usual form. */
  private static Optional<UUID> nonce(JobRecord job) {
    String key = job.spec().key();
    String id = job.header().id().toString();
    if (key.length() != 2 * id.length() + 1 || !key.startsWith(id) || key.charAt(36) != '/') {
      return Optional.empty();
    }
    String text = key.substring(id.length() + 1);
    try {
      return Optional.of(UUID.fromString(text)).filter(nonce -> nonce.toString().equals(text));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /** Whether a time fits into a long of nanoseconds: years 1678 to 2261. */
  private static boolean fits(Instant at) {
    return Math.abs(at.getEpochSecond()) < Long.MAX_VALUE / NANOS - 1;
  }

  private static long nanos(Instant at) {
    return at.getEpochSecond() * NANOS + at.getNano();
  }

  private static Instant instant(long nanos) {
    return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS));
  }
}
