package dev.darkroom.gateway.view;

import dev.darkroom.job.JobId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Who wants to be told of which job. Listeners are called on the teller's thread and must return at
 * once.
 *
 * @param <T> what they are told
 */
public final class Watchers<T> {
  private final Map<JobId, List<Consumer<T>>> listeners = new ConcurrentHashMap<>();

  /** Ends a watch. */
  @FunctionalInterface
  public interface Watch extends AutoCloseable {
    @Override
    void close();
  }

  /** Calls the listener with all that is told of the job from now on. */
  public Watch add(JobId job, Consumer<T> listener) {
    listeners.compute(
        job,
        (_, before) -> {
          List<Consumer<T>> all = before == null ? new CopyOnWriteArrayList<>() : before;
          all.add(listener);
          return all;
        });
    return () ->
        listeners.computeIfPresent(
            job,
            (_, all) -> {
              all.remove(listener);
              return all.isEmpty() ? null : all;
            });
  }

  public void tell(JobId job, T what) {
    listeners.getOrDefault(job, List.of()).forEach(listener -> listener.accept(what));
  }

  /** Jobs that are watched. */
  public int size() {
    return listeners.size();
  }
}
