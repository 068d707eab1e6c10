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

  /**
   * Accepted and waiting; {@code last} is its latest run's epoch, {@code notBefore} is set while it
   * backs off.
   */
  record Queued(Tries tries, Epoch last, Instant since, Optional<Instant> notBefore)
      implements JobState {}

  /**
   * One worker may run it; nobody else may. How long is the lease's matter, kept by the worker's
   * owner.
   */
  record Leased(Tries tries, Epoch epoch, WorkerId worker, Instant since) implements JobState {}

  /** Its worker has said that the run began. */
  record Running(Tries tries, Epoch epoch, WorkerId worker, Instant since) implements JobState {}

  /**
   * Its worker has been told to stop; until it answers or its lease ends, nobody else may run it.
   */
  record Canceling(Epoch epoch, WorkerId worker, String reason, Instant since)
      implements JobState {}

  /**
   * Its worker has been told to save a checkpoint and to yield; until it has, or its lease ends,
   * nobody else may run it.
   */
  record Pausing(Tries tries, Epoch epoch, WorkerId worker, String reason, Instant since)
      implements JobState {}

  /**
   * Its worker has been told to save a checkpoint and to give way to a more urgent job; until it
   * has, or its lease ends, nobody else may run it. Then it waits at its old place.
   */
  record Yielding(Tries tries, Epoch epoch, WorkerId worker, String reason, Instant since)
      implements JobState {}

  /** It waits until somebody resumes it, and no worker is given it before. */
  record Paused(Tries tries, Epoch last, String reason, Instant since) implements JobState {}

  /**
   * It has left for a pool on another partition, and that one has it from its next record on. Here
   * this is all that remains: a forward for whoever still asks here.
   *
   * @param to the partition that it has left for
   * @param was how it waited, and waits there
   */
  record MovedOut(int to, PoolId pool, JobState was, Instant since) implements JobState {
    public MovedOut {
      if (!was.waits()) {
        throw new IllegalArgumentException("only a job that waits can move out, and not " + was);
      }
    }
  }

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
      implements JobState {

    /** A job that ran. */
    public Succeeded(Epoch epoch, Digest manifest, Instant at) {
      this(epoch, manifest, at, Optional.empty());
    }
  }

  /**
   * It will not be tried again unless somebody asks; terminal. A dead letter was given up after
   * retries.
   */
  record Failed(JobError error, boolean deadLetter, Instant at) implements JobState {}

  /** Somebody stopped it; terminal. */
  record Canceled(String reason, Instant at) implements JobState {}

  /** Its deadline passed before it had a result; terminal. */
  record Expired(Instant at) implements JobState {}

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
    return switch (this) {
      case Queued _, Paused _ -> true;
      case Leased _,
          Running _,
          Pausing _,
          Yielding _,
          Canceling _,
          MovedOut _,
          Succeeded _,
          Failed _,
          Canceled _,
          Expired _ ->
          false;
    };
  }

  /** What counts towards the dead letter, while the job may run or wait. */
  @JsonIgnore
  default Optional<Tries> counted() {
    return switch (this) {
      case Queued s -> Optional.of(s.tries());
      case Leased s -> Optional.of(s.tries());
      case Running s -> Optional.of(s.tries());
      case Pausing s -> Optional.of(s.tries());
      case Yielding s -> Optional.of(s.tries());
      case Paused s -> Optional.of(s.tries());
      case MovedOut s -> s.was().counted();
      case Canceling _, Succeeded _, Failed _, Canceled _, Expired _ -> Optional.empty();
    };
  }

  /** The run that may commit now, if any. */
  @JsonIgnore
  default Optional<Epoch> currentEpoch() {
    return switch (this) {
      case Leased s -> Optional.of(s.epoch());
      case Running s -> Optional.of(s.epoch());
      case Canceling s -> Optional.of(s.epoch());
      case Pausing s -> Optional.of(s.epoch());
      case Yielding s -> Optional.of(s.epoch());
      case Queued _, Paused _, MovedOut _, Succeeded _, Failed _, Canceled _, Expired _ ->
          Optional.empty();
    };
  }

  /** When it ended; empty while it has not. */
  @JsonIgnore
  default Optional<Instant> endedAt() {
    return switch (this) {
      case Succeeded s -> Optional.of(s.at());
      case Failed s -> Optional.of(s.at());
      case Canceled s -> Optional.of(s.at());
      case Expired s -> Optional.of(s.at());
      case Queued _,
          Leased _,
          Running _,
          Pausing _,
          Yielding _,
          Paused _,
          MovedOut _,
          Canceling _ ->
          Optional.empty();
    };
  }

  /** The worker that holds the job now, if any. */
  @JsonIgnore
  default Optional<WorkerId> currentWorker() {
    return switch (this) {
      case Leased s -> Optional.of(s.worker());
      case Running s -> Optional.of(s.worker());
      case Canceling s -> Optional.of(s.worker());
      case Pausing s -> Optional.of(s.worker());
      case Yielding s -> Optional.of(s.worker());
      case Queued _, Paused _, MovedOut _, Succeeded _, Failed _, Canceled _, Expired _ ->
          Optional.empty();
    };
  }

  /**
   * The state after an event.
   *
   * @throws IllegalTransition where the event cannot happen in this state: a bug in whoever decided
   *     it
   */
  static JobState apply(JobState state, JobEvent event) {
    return switch (state) {
      case Queued s -> after(s, event);
      case Leased s -> after(s, event);
      case Running s -> after(s, event);
      case Pausing s -> after(s, event);
      case Yielding s -> after(s, event);
      case Paused s -> after(s, event);
      case MovedOut s -> after(s, event);
      case Canceling s -> after(s, event);
      case Succeeded s -> after(s, event);
      case Failed _, Canceled _, Expired _ -> retried(state, event);
    };
  }

  private static JobState after(Queued s, JobEvent event) {
    return switch (event) {
      case JobEvent.Moved _, JobEvent.Reprioritised _ -> s;
      case JobEvent.MovedOut e -> new MovedOut(e.to(), e.pool(), s, e.at());
      case JobEvent.Reused e ->
          new Succeeded(Epoch.NONE, e.result().manifest(), e.at(), Optional.of(e.result().from()));
      case JobEvent.LeaseGranted e -> new Leased(s.tries(), e.epoch(), e.worker(), e.at());
      case JobEvent.Paused e -> new Paused(e.tries(), s.last(), e.reason(), e.at());
      case JobEvent.Canceled e -> new Canceled(e.reason(), e.at());
      case JobEvent.Failed e -> new Failed(e.error(), e.deadLetter(), e.at());
      case JobEvent.Expired e -> new Expired(e.at());
      case JobEvent.RunStarted _,
          JobEvent.Checkpointed _,
          JobEvent.OutputsAdded _,
          JobEvent.Requeued _,
          JobEvent.PauseRequested _,
          JobEvent.YieldRequested _,
          JobEvent.Resumed _,
          JobEvent.CancelRequested _,
          JobEvent.Succeeded _,
          JobEvent.Retried _,
          JobEvent.OutputsDeleted _,
          JobEvent.MovedIn _,
          JobEvent.TurnedAway _ ->
          throw new IllegalTransition(s, event);
    };
  }

  private static JobState after(Leased s, JobEvent event) {
    return switch (event) {
      case JobEvent.Reprioritised _ -> s;
      case JobEvent.RunStarted e -> new Running(s.tries(), s.epoch(), s.worker(), e.at());
      case JobEvent.Requeued e -> new Queued(e.tries(), s.epoch(), e.at(), e.notBefore());
      case JobEvent.PauseRequested e ->
          new Pausing(s.tries(), s.epoch(), s.worker(), e.reason(), e.at());
      case JobEvent.CancelRequested e -> new Canceling(s.epoch(), s.worker(), e.reason(), e.at());
      case JobEvent.Failed e -> new Failed(e.error(), e.deadLetter(), e.at());
      case JobEvent.LeaseGranted _,
          JobEvent.YieldRequested _,
          JobEvent.Checkpointed _,
          JobEvent.OutputsAdded _,
          JobEvent.Paused _,
          JobEvent.Resumed _,
          JobEvent.Canceled _,
          JobEvent.Succeeded _,
          JobEvent.Expired _,
          JobEvent.Retried _,
          JobEvent.Moved _,
          JobEvent.Reused _,
          JobEvent.OutputsDeleted _,
          JobEvent.MovedOut _,
          JobEvent.MovedIn _,
          JobEvent.TurnedAway _ ->
          throw new IllegalTransition(s, event);
    };
  }

  private static JobState after(Running s, JobEvent event) {
    return switch (event) {
      case JobEvent.Reprioritised _ -> s;
      case JobEvent.Checkpointed _ -> s;
      case JobEvent.OutputsAdded _ -> s;
      case JobEvent.Requeued e -> new Queued(e.tries(), s.epoch(), e.at(), e.notBefore());
      case JobEvent.PauseRequested e ->
          new Pausing(s.tries(), s.epoch(), s.worker(), e.reason(), e.at());
      case JobEvent.YieldRequested e ->
          new Yielding(s.tries(), s.epoch(), s.worker(), e.reason(), e.at());
      case JobEvent.CancelRequested e -> new Canceling(s.epoch(), s.worker(), e.reason(), e.at());
      case JobEvent.Succeeded e -> new Succeeded(e.epoch(), e.manifest(), e.at());
      case JobEvent.Failed e -> new Failed(e.error(), e.deadLetter(), e.at());
      case JobEvent.LeaseGranted _,
          JobEvent.RunStarted _,
          JobEvent.Paused _,
          JobEvent.Resumed _,
          JobEvent.Canceled _,
          JobEvent.Expired _,
          JobEvent.Retried _,
          JobEvent.Moved _,
          JobEvent.Reused _,
          JobEvent.OutputsDeleted _,
          JobEvent.MovedOut _,
          JobEvent.MovedIn _,
          JobEvent.TurnedAway _ ->
          throw new IllegalTransition(s, event);
    };
  }

  private static JobState after(Pausing s, JobEvent event) {
    return switch (event) {
      case JobEvent.Reprioritised _ -> s;
      case JobEvent.Checkpointed _ -> s;
      case JobEvent.OutputsAdded _ -> s;
      case JobEvent.Paused e -> new Paused(e.tries(), s.epoch(), e.reason(), e.at());
      case JobEvent.Resumed e -> new Running(s.tries(), s.epoch(), s.worker(), e.at());
      case JobEvent.CancelRequested e -> new Canceling(s.epoch(), s.worker(), e.reason(), e.at());
      case JobEvent.Succeeded e -> new Succeeded(e.epoch(), e.manifest(), e.at());
      case JobEvent.Failed e -> new Failed(e.error(), e.deadLetter(), e.at());
      case JobEvent.LeaseGranted _,
          JobEvent.RunStarted _,
          JobEvent.Requeued _,
          JobEvent.PauseRequested _,
          JobEvent.YieldRequested _,
          JobEvent.Canceled _,
          JobEvent.Expired _,
          JobEvent.Retried _,
          JobEvent.Moved _,
          JobEvent.Reused _,
          JobEvent.OutputsDeleted _,
          JobEvent.MovedOut _,
          JobEvent.MovedIn _,
          JobEvent.TurnedAway _ ->
          throw new IllegalTransition(s, event);
    };
  }

  private static JobState after(Yielding s, JobEvent event) {
    return switch (event) {
      case JobEvent.Reprioritised _ -> s;
      case JobEvent.Checkpointed _ -> s;
      case JobEvent.OutputsAdded _ -> s;
      case JobEvent.Requeued e -> new Queued(e.tries(), s.epoch(), e.at(), e.notBefore());
      case JobEvent.PauseRequested e ->
          new Pausing(s.tries(), s.epoch(), s.worker(), e.reason(), e.at());
      case JobEvent.CancelRequested e -> new Canceling(s.epoch(), s.worker(), e.reason(), e.at());
      case JobEvent.Succeeded e -> new Succeeded(e.epoch(), e.manifest(), e.at());
      case JobEvent.Failed e -> new Failed(e.error(), e.deadLetter(), e.at());
      case JobEvent.LeaseGranted _,
          JobEvent.RunStarted _,
          JobEvent.YieldRequested _,
          JobEvent.Paused _,
          JobEvent.Resumed _,
          JobEvent.Canceled _,
          JobEvent.Expired _,
          JobEvent.Retried _,
          JobEvent.Moved _,
          JobEvent.Reused _,
          JobEvent.OutputsDeleted _,
          JobEvent.MovedOut _,
          JobEvent.MovedIn _,
          JobEvent.TurnedAway _ ->
          throw new IllegalTransition(s, event);
    };
  }

  private static JobState after(Paused s, JobEvent event) {
    return switch (event) {
      case JobEvent.Moved _, JobEvent.Reprioritised _ -> s;
      case JobEvent.MovedOut e -> new MovedOut(e.to(), e.pool(), s, e.at());
      case JobEvent.Resumed e -> new Queued(s.tries(), s.last(), e.at(), Optional.empty());
      case JobEvent.Canceled e -> new Canceled(e.reason(), e.at());
      case JobEvent.Expired e -> new Expired(e.at());
      case JobEvent.LeaseGranted _,
          JobEvent.RunStarted _,
          JobEvent.Checkpointed _,
          JobEvent.OutputsAdded _,
          JobEvent.Requeued _,
          JobEvent.PauseRequested _,
          JobEvent.YieldRequested _,
          JobEvent.Paused _,
          JobEvent.CancelRequested _,
          JobEvent.Succeeded _,
          JobEvent.Failed _,
          JobEvent.Retried _,
          JobEvent.Reused _,
          JobEvent.OutputsDeleted _,
          JobEvent.MovedIn _,
          JobEvent.TurnedAway _ ->
          throw new IllegalTransition(s, event);
    };
  }

  private static JobState after(MovedOut s, JobEvent event) {
    return switch (event) {
      case JobEvent.MovedIn _ -> s.was();
      case JobEvent.TurnedAway e -> new MovedOut(e.to(), e.pool(), s.was(), e.at());
      case JobEvent.LeaseGranted _,
          JobEvent.RunStarted _,
          JobEvent.Checkpointed _,
          JobEvent.OutputsAdded _,
          JobEvent.Requeued _,
          JobEvent.PauseRequested _,
          JobEvent.YieldRequested _,
          JobEvent.Paused _,
          JobEvent.Resumed _,
          JobEvent.CancelRequested _,
          JobEvent.Canceled _,
          JobEvent.Succeeded _,
          JobEvent.Failed _,
          JobEvent.Expired _,
          JobEvent.Retried _,
          JobEvent.Moved _,
          JobEvent.MovedOut _,
          JobEvent.Reprioritised _,
          JobEvent.Reused _,
          JobEvent.OutputsDeleted _ ->
          throw new IllegalTransition(s, event);
    };
  }

  private static JobState after(Canceling s, JobEvent event) {
    return switch (event) {
      case JobEvent.Checkpointed _ -> s;
      case JobEvent.OutputsAdded _ -> s;
      case JobEvent.Canceled e -> new Canceled(e.reason(), e.at());
      case JobEvent.Expired e -> new Expired(e.at());
      case JobEvent.Succeeded e -> new Succeeded(e.epoch(), e.manifest(), e.at());
      case JobEvent.LeaseGranted _,
          JobEvent.RunStarted _,
          JobEvent.Requeued _,
          JobEvent.PauseRequested _,
          JobEvent.YieldRequested _,
          JobEvent.Paused _,
          JobEvent.Resumed _,
          JobEvent.CancelRequested _,
          JobEvent.Failed _,
          JobEvent.Retried _,
          JobEvent.Moved _,
          JobEvent.Reprioritised _,
          JobEvent.Reused _,
          JobEvent.OutputsDeleted _,
          JobEvent.MovedOut _,
          JobEvent.MovedIn _,
          JobEvent.TurnedAway _ ->
          throw new IllegalTransition(s, event);
    };
  }

  /** A success is for good; only its files may go. */
  private static JobState after(Succeeded s, JobEvent event) {
    return switch (event) {
      case JobEvent.OutputsDeleted _ -> s;
      case JobEvent.LeaseGranted _,
          JobEvent.RunStarted _,
          JobEvent.Checkpointed _,
          JobEvent.OutputsAdded _,
          JobEvent.Requeued _,
          JobEvent.PauseRequested _,
          JobEvent.YieldRequested _,
          JobEvent.Paused _,
          JobEvent.Resumed _,
          JobEvent.Retried _,
          JobEvent.CancelRequested _,
          JobEvent.Canceled _,
          JobEvent.Succeeded _,
          JobEvent.Failed _,
          JobEvent.Expired _,
          JobEvent.Moved _,
          JobEvent.Reprioritised _,
          JobEvent.Reused _,
          JobEvent.MovedOut _,
          JobEvent.MovedIn _,
          JobEvent.TurnedAway _ ->
          throw new IllegalTransition(s, event);
    };
  }

  /** What has ended without a result may be tried anew, and nothing else. */
  private static JobState retried(JobState state, JobEvent event) {
    return switch (event) {
      case JobEvent.OutputsDeleted _ -> state;
      case JobEvent.Retried e -> new Queued(Tries.NONE, e.last(), e.at(), Optional.empty());
      case JobEvent.LeaseGranted _,
          JobEvent.RunStarted _,
          JobEvent.Checkpointed _,
          JobEvent.OutputsAdded _,
          JobEvent.Requeued _,
          JobEvent.PauseRequested _,
          JobEvent.YieldRequested _,
          JobEvent.Paused _,
          JobEvent.Resumed _,
          JobEvent.CancelRequested _,
          JobEvent.Canceled _,
          JobEvent.Succeeded _,
          JobEvent.Failed _,
          JobEvent.Expired _,
          JobEvent.Moved _,
          JobEvent.Reprioritised _,
          JobEvent.Reused _,
          JobEvent.MovedOut _,
          JobEvent.MovedIn _,
          JobEvent.TurnedAway _ ->
          throw new IllegalTransition(state, event);
    };
  }

  /** An event that cannot happen in a state. */
  final class IllegalTransition extends IllegalStateException {
    IllegalTransition(JobState state, JobEvent event) {
      super(event.getClass().getSimpleName() + " cannot happen to a job that is " + state);
    }
  }
}
