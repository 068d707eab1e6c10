package dev.darkroom.worker.model;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What this worker has at hand, by the names that a job's demand has for it: the scheduler prefers
 * to send jobs where most of that is.
 */
public final class Holdings {
  private final Consumer<List<String>> listener;
  private final Map<Kind, List<String>> held = new EnumMap<>(Kind.class);

  /** What it is. */
  public enum Kind {
    MODEL,
    LORA,
    WORD
  }

  /** The listener hears all names whenever they change, from whatever thread changes them. */
  public Holdings(Consumer<List<String>> listener) {
    this.listener = listener;
  }

  /** These are all of that kind, now. */
  public synchronized void set(Kind kind, List<String> names) {
    List<String> before = held.put(kind, List.copyOf(names));
    if (!names.equals(before)) {
      listener.accept(held.values().stream().flatMap(List::stream).distinct().toList());
    }
  }
}
