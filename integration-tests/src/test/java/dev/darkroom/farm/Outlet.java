package dev.darkroom.farm;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A server that tests may take away and bring back: same folder, same port. */
final class Outlet<S extends AutoCloseable> implements AutoCloseable {
  private final Supplier<S> start;
  private @Nullable S server;

  Outlet(Supplier<S> start) {
    this.start = start;
    this.server = start.get();
  }

  synchronized S server() {
    if (server == null) {
      throw new IllegalStateException("the test has taken this server away");
    }
    return server;
  }

  synchronized void down() {
    if (server != null) {
      try {
        server.close();
      } catch (Exception e) {
        throw new IllegalStateException("a test's server does not stop", e);
      }
      server = null;
    }
  }

  synchronized void up() {
    if (server == null) {
      server = start.get();
    }
  }

  @Override
  public void close() {
    down();
  }
}
