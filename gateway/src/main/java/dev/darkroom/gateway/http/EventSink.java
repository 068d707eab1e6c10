package dev.darkroom.gateway.http;

import java.util.Optional;

/** Where events go: one client's connection, whichever form it has. For one virtual thread. */
public interface EventSink {

  /**
   * One event.
   *
   * @param id what the client may resume after; empty leaves its last one
   * @param data JSON
   */
  record Event(Optional<String> id, String name, String data) {}

  /**
   * Tells of an event and waits until the connection has taken it.
   *
   * @throws SinkClosedException where the client has gone, or takes nothing for too long
   */
  void tell(Event event) throws InterruptedException;

  /**
   * Keeps a silent connection from looking dead.
   *
   * @throws SinkClosedException where the client has gone
   */
  void heartbeat() throws InterruptedException;

  /** Calls the listener once, on any thread, when the client has gone. */
  void onClose(Runnable listener);
}
