package dev.darkroom.worker.supervise;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicBoolean;

/** In a supervised process: tells when the supervisor is gone, however it went. */
public final class ParentWatch {
  private ParentWatch() {}

  /**
   * Watches from now on, on a thread of its own.
   *
   * @param input the pipe from the supervisor; its end is the supervisor's
   * @param parent the supervisor, for when something else holds the pipe open
   * @param gone called once
   */
  public static void start(InputStream input, ProcessHandle parent, Runnable gone) {
    AtomicBoolean told = new AtomicBoolean();
    Runnable once =
        () -> {
          if (told.compareAndSet(false, true)) {
            gone.run();
          }
        };
    Thread.ofPlatform().daemon().name("parent-watch").start(() -> drain(input, once));
    var _ = parent.onExit().thenRun(once);
  }

  private static void drain(InputStream input, Runnable gone) {
    try {
      while (input.read() >= 0) {
        // nothing is ever said here
      }
    } catch (IOException _) {
      // a broken pipe is an end too
    }
    gone.run();
  }
}
