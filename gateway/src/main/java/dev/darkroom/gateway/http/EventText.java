package dev.darkroom.gateway.http;

import dev.darkroom.gateway.body.Json;
import dev.darkroom.gateway.http.EventSink.Event;

/** Events as text; their JSON has no line breaks of its own. */
final class EventText {
  /** A comment that keeps the connection from looking dead. */
  static final String HEARTBEAT = ": heartbeat\n\n";

  private EventText() {}

  /** Tells the client how long to wait before it comes back. */
  static String retry(long millis) {
    return "retry: " + millis + "\n\n";
  }

  /** A server-sent event (the HTML standard, 9.2.6). */
  static String sse(Event event) {
    return event.id().map(id -> "id: " + id + "\n").orElse("")
        + "event: "
        + event.name()
        + "\ndata: "
        + event.data()
        + "\n\n";
  }

  /** The message of a WebSocket that says the same. */
  static String message(Event event) {
    return "{\"id\":"
        + event.id().map(Json::text).orElse("null")
        + ",\"event\":"
        + Json.text(event.name())
        + ",\"data\":"
        + event.data()
        + "}";
  }
}
