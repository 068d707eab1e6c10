package dev.darkroom.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.id.WorkerId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What has happened to an accepted job. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
@JsonSubTypes({
  @JsonSubTypes.Type(value = JobEvent.LeaseGranted.class, name = "lease_granted"),
  @JsonSubTypes.Type(value = JobEvent.RunStarted.class, name = "run_started"),
  @JsonSubTypes.Type(value = JobEvent.Requeued.class, name = "requeued"),
  @JsonSubTypes.Type(value = JobEvent.CancelRequested.class, name = "cancel_requested"),
  @JsonSubTypes.Type(value = JobEvent.Canceled.class, name = "canceled"),
  @JsonSubTypes.Type(value = JobEvent.Succeeded.class, name = "succeeded"),
  @JsonSubTypes.Type(value = JobEvent.Failed.class, name = "failed"),
  @JsonSubTypes.Type(value = JobEvent.Expired.class, name = "expired"),
  @JsonSubTypes.Type(value = JobEvent.Checkpointed.class, name = "checkpointed"),
  @JsonSubTypes.Type(value = JobEvent.OutputsAdded.class, name = "outputs_added"),
  @JsonSubTypes.Type(value = JobEvent.PauseRequested.class, name = "pause_requested"),
  @JsonSubTypes.Type(value = JobEvent.Paused.class, name = "paused"),
  @JsonSubTypes.Type(value = JobEvent.Resumed.class, name = "resumed"),
  @JsonSubTypes.Type(value = JobEvent.Retried.class, name = "retried"),
  @JsonSubTypes.Type(value = JobEvent.Moved.class, name = "moved"),
  @JsonSubTypes.Type(value = JobEvent.MovedOut.class, name = "moved_out"),
  @JsonSubTypes.Type(value = JobEvent.MovedIn.class, name = "moved_in"),
  @JsonSubTypes.Type(value = JobEvent.TurnedAway.class, name = "turned_away"),
  @JsonSubTypes.Type(value = JobEvent.Reprioritised.class, name = "reprioritised"),
  @JsonSubTypes.Type(value = JobEvent.YieldRequested.class, name = "yield_requested"),
  @JsonSubTypes.Type(value = JobEvent.Reused.class, name = "reused"),
  @JsonSubTypes.Type(value = JobEvent.OutputsDeleted.class, name = "outputs_deleted")
})
public sealed interface JobEvent {
  Instant at();

  /** A worker may run the job under this epoch; its tenant is charged this bill for now. */
  record LeaseGranted(
      Epoch epoch,
      WorkerId worker,
      Instant at,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Bill> bill)
      implements JobEvent {

    /** A run that nobody pays for. */
    public LeaseGranted(Epoch epoch, WorkerId worker, Instant at) {
      this(epoch, worker, at, Optional.empty());
    }
  }

  /** The worker began. */
  record RunStarted(Epoch epoch, Instant at) implements JobEvent {}

  /**
   * The run ended without a result and the job waits again.
   *
   * @param reason stable code: {@code lease_expired}, {@code worker_restarted}, {@code
   *     worker_drained}, or the error's code
   */
  record Requeued(
      Tries tries, String reason, Optional<Instant> notBefore, Optional<JobError> error, Instant at)
      implements JobEvent {}

  /** Somebody wants it stopped, and a worker holds it. */
  record CancelRequested(String reason, Instant at) implements JobEvent {}

  /** It is stopped. */
  record Canceled(String reason, Instant at) implements JobEvent {}

  /** The run's manifest is committed. */
  record Succeeded(
      Epoch epoch, Digest manifest, List<Output> outputs, long executionMillis, Instant at)
      implements JobEvent {
    public Succeeded {
      outputs = List.copyOf(outputs);
    }
  }

  /** It will not be tried again. */
  record Failed(JobError error, boolean deadLetter, Instant at) implements JobEvent {}

  /** Its deadline passed before it had a result. */
  record Expired(Instant at) implements JobEvent {}

  /** The current run can be taken up again from here, by any worker. */
  record Checkpointed(Checkpoint checkpoint, Instant at) implements JobEvent {}

  /** Files of the current run may be looked at before it ends. */
  record OutputsAdded(List<Output> outputs, Instant at) implements JobEvent {
    public OutputsAdded {
      outputs = List.copyOf(outputs);
    }
  }

  /** A more urgent job wants its worker. */
  record YieldRequested(String reason, Instant at) implements JobEvent {}

  /** Somebody wants it to wait, and a worker holds it. */
  record PauseRequested(String reason, Instant at) implements JobEvent {}

  /** It waits until somebody resumes it; {@code tries} as its last run left them. */
  record Paused(Tries tries, String reason, Instant at) implements JobEvent {}

  /** It may run again: at its old place in the queue, or further where its run had not yielded. */
  record Resumed(Instant at) implements JobEvent {}

  /** It had ended without a result and is tried anew; {@code last} is its latest run's epoch. */
  record Retried(Epoch last, Instant at) implements JobEvent {}

  /** It waits in another pool. */
  record Moved(PoolId pool, Instant at) implements JobEvent {}

  /** It leaves this partition for a pool on another, {@code to}. */
  record MovedOut(int to, PoolId pool, Instant at) implements JobEvent {}

  /** It has come to a pool on this {@code partition}, and waits there from now on. */
  record MovedIn(int partition, PoolId pool, Instant at) implements JobEvent {}

  /**
   * It has come to a partition that does not take it, and leaves for where it came from.
   *
   * @param by the partition that does not take it
   * @param to the partition that it came from, and {@code pool} its pool there
   * @param reason the code of the refusal
   */
  record TurnedAway(int by, int to, PoolId pool, String reason, Instant at) implements JobEvent {}

  /** It has another priority. */
  record Reprioritised(int priority, Instant at) implements JobEvent {}

  /** It ends with what an earlier job has made, and never runs. */
  record Reused(CachedResult result, Instant at) implements JobEvent {}

  /** Files of it are gone by its owner's will. */
  record OutputsDeleted(List<String> names, Instant at) implements JobEvent {
    public OutputsDeleted {
      names = List.copyOf(names);
    }
  }
}
