package dev.darkroom.job;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.Optional;

/** What can be true of a worker. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "state")
@JsonSubTypes({
  @JsonSubTypes.Type(value = WorkerState.Idle.class, name = "idle"),
  @JsonSubTypes.Type(value = WorkerState.Busy.class, name = "busy"),
  @JsonSubTypes.Type(value = WorkerState.Draining.class, name = "draining"),
  @JsonSubTypes.Type(value = WorkerState.Gone.class, name = "gone")
})
public sealed interface WorkerState {

  /** Connected and free. */
  record Idle(Instant since) implements WorkerState {}

  /** It holds the lease of this run. */
  record Busy(RunRef run, Instant since) implements WorkerState {}

  /** It takes no new work; {@code run} is what it still finishes. */
  record Draining(Optional<RunRef> run, Instant since) implements WorkerState {}

  /**
   * It said goodbye, was replaced, or its heartbeats stopped; {@code reason} is the stable code.
   */
  record Gone(String reason, Instant since) implements WorkerState {}

  @JsonIgnore
  default Optional<RunRef> currentRun() {
    return switch (this) {
      case Idle _, Gone _ -> Optional.empty();
      case Busy s -> Optional.of(s.run());
      case Draining s -> s.run();
    };
  }
}
