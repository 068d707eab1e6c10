package dev.darkroom.worker;

import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Operating system signals. Java has no supported way to hear a second one, a shutdown hook runs
 * once; so this asks for the JDK's own class by name, and does without it where there is none.
 */
public final class Signals {
  private static final Logger log = LoggerFactory.getLogger(Signals.class);

  private Signals() {}

  /**
   * Calls {@code action} at every such signal, instead of ending the process.
   *
   * @param name {@code TERM}, {@code INT}
   */
  public static void on(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, args) ->
                  switch (method.getName()) {
                    case "handle" -> {
                      action.run();
                      yield null;
                    }
                    case "equals" -> self == args[0];
                    case "hashCode" -> System.identityHashCode(self);
                    default -> "handler of SIG" + name;
                  });
      Object instance = signal.getConstructor(String.class).newInstance(name);
      Object _ = signal.getMethod("handle", signal, handler).invoke(null, instance, proxy);
    } catch (ReflectiveOperationException e) {
      log.warn("SIG{} ends this process at once: {}", name, e.toString());
    }
  }
}
