package dev.darkroom.nn.libtorch;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets the process end in the middle of a call. A native call cannot be stopped, and on its way out
 * the C library destroys what libtorch keeps for the whole process: a call that still runs on
 * another thread then dies of it, and the JVM reports a fatal error where it was only asked to
 * stop. So the C library is told to leave at once when its turn comes, with the status that it was
 * given.
 *
 * <p>It takes the latest such request first and what was made after it earlier still, and libtorch
 * makes much of what it keeps when it first needs it: therefore the request is repeated, after each
 * doubling of the number of calls and when Java begins to shut down. Only glibc takes requests that
 * are told the status; elsewhere this does nothing.
 */
final class ProcessExit {
  private static final AtomicInteger CALLS = new AtomicInteger();
  private static final Optional<MethodHandle> ON_EXIT = onExit();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(ProcessExit::leaveAtOnce, "libtorch-exit"));
  }

  private ProcessExit() {}

  /** Counts a call that is over. */
  static void called() {
    if (Integer.bitCount(CALLS.incrementAndGet()) == 1) {
      leaveAtOnce();
    }
  }

  private static void leaveAtOnce() {
    ON_EXIT.ifPresent(onExit -> {
      try {
        int _ = (int) onExit.invokeExact(MemorySegment.NULL);
      } catch (Throwable e) {
        throw new LinkageError("on_exit cannot be called", e);
      }
    });
  }

  /** {@code on_exit(_exit, argument)}: both take the status first, and the argument is ignored. */
  private static Optional<MethodHandle> onExit() {
    Linker linker = Linker.nativeLinker();
    SymbolLookup c = linker.defaultLookup();
    return c.find("on_exit")
        .flatMap(onExit ->
            c.find("_exit")
                .map(exit ->
                    linker
                        .downcallHandle(
                            onExit,
                            FunctionDescriptor.of(
                                ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS))
                        .bindTo(exit)));
  }
}
