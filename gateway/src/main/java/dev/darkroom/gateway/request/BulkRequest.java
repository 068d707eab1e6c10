package dev.darkroom.gateway.request;

import dev.darkroom.job.Fingerprint;
import dev.darkroom.job.JobHeader;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.JobStatus;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.spec.JobKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * One deed for many jobs.
 *
 * @param dryRun only says what it would be done to
 * @param limit jobs that it is done to, the oldest first
 * @param after the job that the page before ended with
 */
public record BulkRequest(
    Deed deed, Filter filter, boolean dryRun, int limit, Optional<JobId> after) {

  /** What is done; only jobs to which it would change something are counted. */
  public sealed interface Deed {
    /** Whether it would change something of this job. */
    boolean concerns(JobRecord job);
  }

  /** Stops them. */
  public record Cancel() implements Deed {
    @Override
    public boolean concerns(JobRecord job) {
      return live(job);
    }
  }

  /** Tries again those that have ended without a result. */
  public record Retry() implements Deed {
    @Override
    public boolean concerns(JobRecord job) {
      return switch (job.state()) {
        case JobState.Failed _, JobState.Canceled _, JobState.Expired _ -> true;
        case JobState.Held _, JobState.Waiting _, JobState.MovedOut _, JobState.Succeeded _ ->
            false;
      };
    }
  }

  /**
   * Tries those again that were given up after retries.
   *
   * @param cause only those of this one
   */
  public record Replay(Optional<Fingerprint> cause) implements Deed {
    @Override
    public boolean concerns(JobRecord job) {
      return job.deadLetter().filter(print -> is(cause, print)).isPresent();
    }
  }

  /** Lets those that wait elsewhere wait in this pool. */
  public record Move(PoolId pool) implements Deed {
    @Override
    public boolean concerns(JobRecord job) {
      return !job.header().pool().equals(pool) && job.state().waits();
    }
  }

  /** Gives those of other priorities this one. */
  public record Reprioritise(int priority) implements Deed {
    @Override
    public boolean concerns(JobRecord job) {
      return live(job) && job.header().priority() != priority;
    }
  }

  /**
   * Which jobs; what is empty does not count.
   *
   * @param model a model without a version means every version
   * @param olderThan since they were submitted
   * @param metadata pairs that they all have
   */
  public record Filter(
      Set<JobId> ids,
      Optional<TenantId> tenant,
      Optional<PoolId> pool,
      Optional<JobKind> kind,
      Optional<ModelRef> model,
      Optional<JobStatus> status,
      OptionalInt priority,
      Optional<Duration> olderThan,
      Map<String, String> metadata) {
    public Filter {
      ids = Set.copyOf(ids);
      metadata = Map.copyOf(metadata);
    }

    /** The same, of one tenant's jobs only. */
    public Filter of(TenantId one) {
      return new Filter(
          ids, Optional.of(one), pool, kind, model, status, priority, olderThan, metadata);
    }

    /** Whether this job is one of them. */
    public boolean accepts(JobRecord job, Instant now) {
      JobHeader header = job.header();
      return (ids.isEmpty() || ids.contains(header.id()))
          && is(tenant, header.tenant())
          && is(pool, header.pool())
          && is(kind, header.kind())
          && is(status, job.state().status())
          && (priority.isEmpty() || priority.getAsInt() == header.priority())
          && olderThan.map(age -> header.createdAt().plus(age).isBefore(now)).orElse(true)
          && model.map(wanted -> same(wanted, header.model())).orElse(true)
          && header.metadata().entrySet().containsAll(metadata.entrySet());
    }

    private static boolean same(ModelRef wanted, ModelRef actual) {
      return wanted.version().isPresent()
          ? wanted.equals(actual)
          : wanted.name().equals(actual.name());
    }
  }

  private static boolean is(Optional<?> wanted, Object actual) {
    return wanted.isEmpty() || wanted.get().equals(actual);
  }

  private static boolean live(JobRecord job) {
    return switch (job.state()) {
      case JobState.Waiting _,
          JobState.Leased _,
          JobState.Running _,
          JobState.Pausing _,
          JobState.Yielding _,
          JobState.MovedOut _ ->
          true;
      case JobState.Ended _, JobState.Canceling _ -> false;
    };
  }
}
