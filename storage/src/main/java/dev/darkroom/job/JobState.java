package dev.darkroom.job;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.id.WorkerId;
import java.time.Instant;
import java.util.Optional;

/** What can be true of a job. A sentence a state; the arrows are {@link #apply}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "state")
@JsonSubTypes({
  @JsonSubTypes.Type(value = JobState.Queued.class, name = "queued"),
  @JsonSubTypes.Type(value = JobState.Leased.class, name = "leased"),
  @JsonSubTypes.Type(value = JobState.Running.class, name = "running"),
  @JsonSubTypes.Type(value = JobState.Canceling.class, name = "canceling"),
  @JsonSubTypes.Type(value = JobState.Succeeded.class, name = "succeeded"),
  @JsonSubTypes.Type(value = JobState.Failed.class, name = "failed"),
  @JsonSubTypes.Type(value = JobState.Canceled.class, name = "canceled"),
  @JsonSubTypes.Type(value = JobState.Expired.class, name = "expired"),
  @JsonSubTypes.Type(value = JobState.Pausing.class, name = "pausing"),
  @JsonSubTypes.Type(value = JobState.Paused.class, name = "paused"),
  @JsonSubTypes.Type(value = JobState.Yielding.class, name = "yielding"),
  @JsonSubTypes.Type(value = JobState.MovedOut.class, name = "moved_out")
})
public sealed interface JobState {

  /** No worker has it and one may have it yet, be it after a backoff or a pause. */
  sealed interface Waiting extends JobState {
    /** What counts towards the dead letter. */
    Tries tries();

    /** Its latest run's epoch. */
    Epoch last();
  }

  /** One worker has it, and nobody else may run it. */
  sealed interface Held extends JobState {
    /** The run that may commit. */
    Epoch epoch();

    WorkerId worker();
  }

  /** Terminal: what it has come to. */
  sealed interface Ended extends JobState {
    Instant at();
  }

  /** Accepted; {@code notBefore} is set while it backs off. */
  record Queued(Tries tries, Epoch last, Instant since, Optional<Instant> notBefore)
      implements Waiting {}

  /**
   * One worker may run it; nobody else may. How long is the lease's matter, kept by the worker's
   * owner.
   */
  record Leased(Tries tries, Epoch epoch, WorkerId worker, Instant since) implements Held {}

  /** Its worker has said that the run began. */
  record Running(Tries tries, Epoch epoch, WorkerId worker, Instant since) implements Held {}

  /**
   * Its worker has been told to stop; until it answers or its lease ends, nobody else may run it.
   */
  record Canceling(Epoch epoch, WorkerId worker, String reason, Instant since) implements Held {}

  /**
   * Its worker has been told to save a checkpoint and to yield; until it has, or its lease ends,
   * nobody else may run it.
   */
  record Pausing(Tries tries, Epoch epoch, WorkerId worker, String reason, Instant since)
      implements Held {}

  /**
   * Its worker has been told to save a checkpoint and to give way to a more urgent job; until it
   * has, or its lease ends, nobody else may run it. Then it waits at its old place.
   */
  record Yielding(Tries tries, Epoch epoch, WorkerId worker, String reason, Instant since)
      implements Held {}

  /** It waits until somebody resumes it, and no worker is given it before. */
  record Paused(Tries tries, Epoch last, String reason, Instant since) implements Waiting {}

  /**
   * It has left for a pool on another partition, and that one has it from its next record on. Here
   * this is all that remains: a forward for whoever still asks here.
   *
   * @param to the partition that it has left for
   * @param was how it waited, and waits there
   */
  record MovedOut(int to, PoolId pool, Waiting was, Instant since) implements JobState {}

  /**
   * Its manifest is committed; terminal.
   *
   * @param cachedFrom the earlier job whose result it is, where it never ran
   */
  record Succeeded(
      Epoch epoch,
      Digest manifest,
      Instant at,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<JobId> cachedFrom)
      implements Ended {

    /** A job that ran. */
    public Succeeded(Epoch epoch, Digest manifest, Instant at) {
      this(epoch, manifest, at, Optional.empty());
    }
  }

  /**
   * It will not be tried again unless somebody asks; terminal. A dead letter was given up after
   * retries.
   */
  record Failed(JobError error, boolean deadLetter, Instant at) implements Ended {}

  /** Somebody stopped it; terminal. */
  record Canceled(String reason, Instant at) implements Ended {}

  /** Its deadline passed before it had a result; terminal. */
  record Expired(Instant at) implements Ended {}

  /** Where a job begins. */
  static JobState accepted(Instant at) {
    return new Queued(Tries.NONE, Epoch.NONE, at, Optional.empty());
  }

  @JsonIgnore
  default JobStatus status() {
    return switch (this) {
      case Queued _, Leased _ -> JobStatus.QUEUED;
      case Running _, Pausing _, Yielding _ -> JobStatus.RUNNING;
      case Paused _ -> JobStatus.PAUSED;
      case MovedOut s -> s.was().status();
      case Canceling _ -> JobStatus.CANCELING;
      case Succeeded _ -> JobStatus.SUCCEEDED;
      case Failed _ -> JobStatus.FAILED;
      case Canceled _ -> JobStatus.CANCELED;
      case Expired _ -> JobStatus.EXPIRED;
    };
  }

  /** Whether no worker has it and one may have it yet, be it after a backoff or a pause. */
  @JsonIgnore
  default boolean waits() {
    return this instanceof Waiting;
  }

  /** What counts towards the dead letter, while the job may run or wait. */
  @JsonIgnore
  default Optional<Tries> counted() {
    return switch (this) {
      case Waiting s -> Optional.of(s.tries());
      case Leased s -> Optional.of(s.tries());
      case Running s -> Optional.of(s.tries());
      case Pausing s -> Optional.of(s.tries());
      case Yielding s -> Optional.of(s.tries());
      case MovedOut s -> s.was().counted();
      case Canceling _, Ended _ -> Optional.empty();
    };
  }

  /** The run that may commit now, if any. */
  @JsonIgnore
  default Optional<Epoch> currentEpoch() {
    return this instanceof Held held ? Optional.of(held.epoch()) : Optional.empty();
  }

  /** When it ended; empty while it has not. */
  @JsonIgnore
  default Optional<Instant> endedAt() {
    return this instanceof Ended ended ? Optional.of(ended.at()) : Optional.empty();
  }

  /** The worker that holds the job now, if any. */
  @JsonIgnore
  default Optional<WorkerId> currentWorker() {
    return this instanceof Held held ? Optional.of(held.worker()) : Optional.empty();
  }

  /**
   * The state after an event.
   *
   * @throws IllegalTransition where the event cannot happen in this state: a bug in whoever decided
   *     it
   */
  static JobState apply(JobState state, JobEvent event) {
    return Transitions.after(state, event);
  }

  /** An event that cannot happen in a state. */
  final class IllegalTransition extends IllegalStateException {
    IllegalTransition(JobState state, JobEvent event) {
      super(event.getClass().getSimpleName() + " cannot happen to a job that is " + state);
    }
  }
}
