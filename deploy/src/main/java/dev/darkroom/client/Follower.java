package dev.darkroom.client;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Follows one stream of events over as many connections as it takes: each goes on after the last
 * event that came whole, and none is told twice. For one thread.
 */
final class Follower {
  private final Wire wire;
  private final String path;
  private final Consumer<FarmClient.Event> onEvent;
  private String last = "";

  Follower(Wire wire, String path, Consumer<FarmClient.Event> onEvent) {
    this.wire = wire;
    this.path = path;
    this.onEvent = onEvent;
  }

  /**
   * Reads one connection's events until it ends, in whatever way.
   *
   * @return whether it has brought any
   * @throws FarmRefused where the farm says no
   */
  boolean follow() throws InterruptedException {
    String before = last;
    try {
      Optional<EventReader> opened = wire.events(path, last);
      if (opened.isPresent()) {
        try (EventReader events = opened.get()) {
          read(events);
        }
      }
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException(e.getMessage());
      }
      // There was no connection, or it broke: whoever follows looks for itself and comes back.
    }
    return !last.equals(before);
  }

  private void read(EventReader events) throws IOException {
    try {
      for (var next = events.next(); next.isPresent(); next = events.next()) {
        onEvent.accept(next.get());
      }
    } finally {
      last = events.lastId();
    }
  }
}
