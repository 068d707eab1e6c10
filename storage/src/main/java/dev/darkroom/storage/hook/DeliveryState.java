package dev.darkroom.storage.hook;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.Optional;

/** What can be true of a delivery. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "state")
@JsonSubTypes({
  @JsonSubTypes.Type(value = DeliveryState.Waiting.class, name = "waiting"),
  @JsonSubTypes.Type(value = DeliveryState.Delivered.class, name = "delivered"),
  @JsonSubTypes.Type(value = DeliveryState.Failed.class, name = "failed")
})
public sealed interface DeliveryState {
  /** It is sent at {@code next}, or as soon after as there is room; it has failed so often. */
  record Waiting(int failures, Instant next) implements DeliveryState {}

  /** The receiver has taken it. */
  record Delivered(Instant at) implements DeliveryState {}

  /**
   * It is not tried again, unless somebody asks for it.
   *
   * @param reason stable code: {@code exhausted}, {@code gone}, {@code webhook_disabled}, {@code
   *     webhook_deleted}
   */
  record Failed(String reason, Instant at) implements DeliveryState {}

  /** What happens to a delivery. */
  sealed interface Event {
    Instant at();

    /** The receiver took it. */
    record Taken(Instant at) implements Event {}

    /** A try failed, and another comes. */
    record Missed(Instant next, Instant at) implements Event {}

    /** There is no other try. */
    record GivenUp(String reason, Instant at) implements Event {}

    /** Somebody wants it sent again, from the schedule's beginning. */
    record Replayed(Instant at) implements Event {}
  }

  /** The state after an event. */
  static DeliveryState apply(DeliveryState state, Event event) {
    return switch (state) {
      case Waiting waiting ->
          switch (event) {
            case Event.Taken e -> new Delivered(e.at());
            case Event.Missed e -> new Waiting(waiting.failures() + 1, e.next());
            case Event.GivenUp e -> new Failed(e.reason(), e.at());
            case Event.Replayed e -> new Waiting(0, e.at());
          };
      case Delivered _, Failed _ ->
          switch (event) {
            case Event.Replayed e -> new Waiting(0, e.at());
            case Event.Taken _, Event.Missed _, Event.GivenUp _ ->
                throw new IllegalStateException("a delivery that is " + state + " had " + event);
          };
    };
  }

  /** When it ended; empty while it waits. */
  default Optional<Instant> endedAt() {
    return switch (this) {
      case Waiting _ -> Optional.empty();
      case Delivered delivered -> Optional.of(delivered.at());
      case Failed failed -> Optional.of(failed.at());
    };
  }
}
