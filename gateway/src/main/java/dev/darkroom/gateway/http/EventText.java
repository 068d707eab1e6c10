package dev.darkroom.gateway.sse;

import dev.darkroom.gateway.body.Json;
import java.util.Optional;

/** Server-sent events as text (the HTML standard, 9.2.6). JSON has no line breaks of its own. */
final class EventText {
  /** A comment that keeps the connection from looking dead. */
  static final String HEARTBEAT = ": heartbeat\n\n";

  private EventText() {}

  /** Tells the client how long to wait before it comes back. */
  static String retry(long millis) {
    return "retry: " + millis + "\n\n";
  }

  /**
   * @param id what the client may resume after; empty leaves its last one
   */
  static String event(Optional<EventId> id, String name, Object data) {
    return id.map(i -> "id: " + i + "\n").orElse("")
        + "event: "
        + name
        + "\ndata: "
        + Json.text(data)
        + "\n\n";
  }
}
