package dev.darkroom.gateway.view;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Who wants to be told of what. Listeners are called on the teller's thread and must return at
 * once.
 *
 * @param <K> what they watch
 * @param <T> what they are told
 */
public final class Watchers<K, T> {
  private final Map<K, List<Consumer<T>>> listeners = new ConcurrentHashMap<>();

  /** Ends a watch. */
  @FunctionalInterface
  public interface Watch extends AutoCloseable {
    @Override
    void close();
  }

  /** Calls the listener with all that is told of it from now on. */
  public Watch add(K watched, Consumer<T> listener) {
    listeners.compute(
        watched,
        (_, before) -> {
          List<Consumer<T>> all = before == null ? new CopyOnWriteArrayList<>() : before;
          all.add(listener);
          return all;
        });
    return () ->
        listeners.computeIfPresent(
            watched,
            (_, all) -> {
              all.remove(listener);
              return all.isEmpty() ? null : all;
            });
  }

  public void tell(K watched, T what) {
    listeners.getOrDefault(watched, List.of()).forEach(listener -> listener.accept(what));
  }

  /** Things that are watched. */
  public int size() {
    return listeners.size();
  }
}
