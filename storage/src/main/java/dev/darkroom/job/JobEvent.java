package dev.darkroom.job;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
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
  @JsonSubTypes.Type(value = JobEvent.Expired.class, name = "expired")
})
public sealed interface JobEvent {
  Instant at();

  /** A worker may run the job under this epoch. */
  record LeaseGranted(Epoch epoch, WorkerId worker, Instant at) implements JobEvent {}

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

  /** Its deadline passed while it waited. */
  record Expired(Instant at) implements JobEvent {}
}
