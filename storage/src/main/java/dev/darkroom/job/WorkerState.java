package dev.darkroom.job;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.Nulls;
import java.time.Instant;
import java.util.List;

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

  /** It holds the lease of these runs: one, or the members of a micro-batch that have not ended. */
  record Busy(
      @JsonAlias("run") @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
          List<RunRef> runs,
      Instant since)
      implements WorkerState {
    public Busy {
      runs = List.copyOf(runs);
      if (runs.isEmpty()) {
        throw new IllegalArgumentException("a worker that runs nothing is idle, not busy");
      }
    }
  }

  /** It takes no new work; {@code runs} are what it still finishes. */
  record Draining(
      @JsonAlias("run")
          @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
          @JsonSetter(nulls = Nulls.AS_EMPTY)
          List<RunRef> runs,
      Instant since)
      implements WorkerState {
    public Draining {
      runs = List.copyOf(runs);
    }
  }

  /**
   * It said goodbye, was replaced, or its heartbeats stopped; {@code reason} is the stable code.
   */
  record Gone(String reason, Instant since) implements WorkerState {}

  @JsonIgnore
  default List<RunRef> currentRuns() {
    return switch (this) {
      case Idle _, Gone _ -> List.of();
      case Busy s -> s.runs();
      case Draining s -> s.runs();
    };
  }
}
