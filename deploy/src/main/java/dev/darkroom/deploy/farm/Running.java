package dev.darkroom.deploy.farm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was started, to be stopped in the order of its {@link Stage}, and within a stage the latest
 * first. What starts after the stop began is stopped at once. Safe for use by many threads.
 */
final class Running implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Running.class);

  /** The first is stopped first. */
  enum Stage {
    /** Nothing new comes in. */
    EDGE,
    /** Runs end and are reported. */
    WORKERS,
    /** The last reports are decided on. */
    SCHEDULER,
    /** Connections to servers. */
    CLIENTS,
    SERVERS,
    FOLDER
  }

  private record Part(Stage stage, int order, AutoCloseable closeable) {}

  private final List<Part> parts = new ArrayList<>();
  private boolean closed;

  /** Starts a part and keeps it. */
  <T extends AutoCloseable> T keep(Stage stage, Supplier<T> start) {
    T part = start.get();
    synchronized (this) {
      if (!closed) {
        parts.add(new Part(stage, parts.size(), part));
        return part;
      }
    }
    stop(part);
    throw new IllegalStateException("the farm is being stopped");
  }

  @Override
  public void close() {
    List<Part> toStop;
    synchronized (this) {
      closed = true;
      toStop = new ArrayList<>(parts);
      parts.clear();
    }
    toStop.sort(
        Comparator.comparing(Part::stage)
            .thenComparing(Comparator.comparingInt(Part::order).reversed()));
    // Whoever was interrupted while it started must still stop in order.
    boolean interrupted = Thread.interrupted();
    toStop.forEach(part -> stop(part.closeable()));
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** One part that does not stop must not keep the others from it. */
  private static void stop(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      LOG.warn("stopping {} failed", part.getClass().getSimpleName(), e);
    }
  }
}
