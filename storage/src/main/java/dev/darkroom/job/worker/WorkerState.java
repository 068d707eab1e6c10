package dev.darkroom.job.worker;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.Nulls;
import dev.darkroom.job.id.RunRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What can be true of a worker; it joins as {@link Idle}, and {@link #apply} has the arrows. */
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

  /**
   * It takes no new work; {@code runs} are what it still finishes.
   *
   * @param atOnce whether it is to give them back instead
   */
  record Draining(
      @JsonAlias("run")
          @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
          @JsonSetter(nulls = Nulls.AS_EMPTY)
          List<RunRef> runs,
      Instant since,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) @JsonSetter(nulls = Nulls.AS_EMPTY)
          boolean atOnce)
      implements WorkerState {
    public Draining {
      runs = List.copyOf(runs);
    }

    /** One that finishes what it runs. */
    public Draining(List<RunRef> runs, Instant since) {
      this(runs, since, false);
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

  /**
   * The state after an event.
   *
   * @throws IllegalTransition where the event cannot happen in this state: a bug in whoever decided
   *     it
   */
  static WorkerState apply(WorkerState state, WorkerEvent event) {
    return switch (state) {
      case Idle s ->
          switch (event) {
            case WorkerEvent.Granted e -> new Busy(e.runs(), e.at());
            case WorkerEvent.DrainBegan e -> new Draining(List.of(), e.at());
            case WorkerEvent.StopBegan e -> new Draining(List.of(), e.at(), true);
            case WorkerEvent.Left e -> new Gone(e.reason(), e.at());
            case WorkerEvent.RunEnded _ -> throw new IllegalTransition(s, event);
          };
      case Busy s ->
          switch (event) {
            case WorkerEvent.RunEnded e -> {
              List<RunRef> rest = without(s, e);
              yield rest.isEmpty() ? new Idle(e.at()) : new Busy(rest, s.since());
            }
            case WorkerEvent.DrainBegan e -> new Draining(s.runs(), e.at());
            case WorkerEvent.StopBegan e -> new Draining(s.runs(), e.at(), true);
            case WorkerEvent.Left e -> new Gone(e.reason(), e.at());
            case WorkerEvent.Granted _ -> throw new IllegalTransition(s, event);
          };
      case Draining s ->
          switch (event) {
            case WorkerEvent.RunEnded e -> new Draining(without(s, e), e.at(), s.atOnce());
            case WorkerEvent.DrainBegan _ -> s;
            case WorkerEvent.StopBegan _ -> new Draining(s.runs(), s.since(), true);
            case WorkerEvent.Left e -> new Gone(e.reason(), e.at());
            case WorkerEvent.Granted _ -> throw new IllegalTransition(s, event);
          };
      case Gone s -> throw new IllegalTransition(s, event);
    };
  }

  private static List<RunRef> without(WorkerState state, WorkerEvent.RunEnded ended) {
    List<RunRef> rest = new ArrayList<>(state.currentRuns());
    rest.remove(ended.run());
    if (rest.size() == state.currentRuns().size()) {
      throw new IllegalTransition(state, ended);
    }
    return rest;
  }

  /** An event that cannot happen in a state. */
  final class IllegalTransition extends IllegalStateException {
    IllegalTransition(WorkerState state, WorkerEvent event) {
      super(event + " cannot happen to a worker that is " + state);
    }
  }
}
