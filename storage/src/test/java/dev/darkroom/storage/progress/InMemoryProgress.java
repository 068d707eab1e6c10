package dev.darkroom.storage.progress;

import dev.darkroom.job.id.JobId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Progress without Redis, for other modules' tests; it passes the same contract as the real one.
 * Listeners are called on the publisher's thread.
 */
public final class InMemoryProgress implements ProgressPublisher, ProgressReader {
  private final Map<JobId, List<ProgressRecord>> streams = new HashMap<>();
  private final List<Consumer<ProgressRecord>> listeners = new CopyOnWriteArrayList<>();
  private long sequence;
  private long dropped;
  private boolean down;

  /** While down, events are dropped and counted. */
  public synchronized void down(boolean isDown) {
    down = isDown;
  }

  @Override
  public void publish(ProgressEvent event) {
    ProgressRecord record;
    synchronized (this) {
      if (down) {
        dropped++;
        return;
      }
      record = new ProgressRecord(new ProgressId(event.at().toEpochMilli(), ++sequence), event);
      streams.computeIfAbsent(event.job(), _ -> new ArrayList<>()).add(record);
    }
    listeners.forEach(listener -> tell(listener, record));
  }

  @Override
  public synchronized long dropped() {
    return dropped;
  }

  @Override
  public synchronized ProgressSnapshot snapshot(JobId job) {
    List<ProgressRecord> stream = streams.getOrDefault(job, List.of());
    return new ProgressSnapshot(
        last(stream, ProgressEvent.Progress.class), last(stream, ProgressEvent.Preview.class));
  }

  @Override
  public synchronized List<ProgressRecord> replay(JobId job, ProgressId after, int limit) {
    return streams.getOrDefault(job, List.of()).stream()
        .filter(r -> r.id().compareTo(after) > 0)
        .limit(limit)
        .toList();
  }

  @Override
  public Subscription subscribe(Consumer<ProgressRecord> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  @Override
  public void close() {}

  /** As in the real one, a listener's failure is its own. */
  private static void tell(Consumer<ProgressRecord> listener, ProgressRecord record) {
    try {
      listener.accept(record);
    } catch (RuntimeException e) {
      System.err.println("a listener of progress failed: " + e);
    }
  }

  private static Optional<ProgressRecord> last(
      List<ProgressRecord> stream, Class<? extends ProgressEvent> type) {
    return stream.stream().filter(r -> type.isInstance(r.event())).reduce((_, later) -> later);
  }
}
