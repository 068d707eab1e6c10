package dev.darkroom.ldm;

import dev.darkroom.nn.Program;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * One network compiled for the few shapes in use; the one unused longest gives way.
 *
 * @param <K> what a program depends on
 */
final class Programs<K> implements AutoCloseable {
  private final int limit;
  private final Function<K, Program> compile;
  private final Map<K, Program> held = new LinkedHashMap<>(16, 0.75f, true); // by last use
  private boolean closed;

  Programs(int limit, Function<K, Program> compile) {
    this.limit = limit;
    this.compile = compile;
  }

  /** The program for {@code key}, to be used before the next call of this method. */
  Program get(K key) {
    if (closed) {
      throw new IllegalStateException("this model is closed");
    }
    Program known = held.get(key);
    if (known != null) {
      return known;
    }
    if (held.size() == limit) {
      K oldest = held.keySet().iterator().next();
      Program gone = held.remove(oldest);
      if (gone != null) {
        gone.close();
      }
    }
    Program compiled = compile.apply(key);
    held.put(key, compiled);
    return compiled;
  }

  @Override
  public void close() {
    closed = true;
    held.values().forEach(Program::close);
    held.clear();
  }
}
