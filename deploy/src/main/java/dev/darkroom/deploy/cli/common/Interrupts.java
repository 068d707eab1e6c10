package dev.darkroom.deploy.cli.common;

import dev.darkroom.worker.Signals;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Ctrl-C and SIGTERM for a command that must stop in order: the first interrupts the command's
 * thread, a second ends the process at once.
 */
public final class Interrupts {
  private static final String NONE = "";

  private final AtomicReference<String> first = new AtomicReference<>(NONE);
  private final CountDownLatch heard = new CountDownLatch(1);
  private final Thread command;

  private Interrupts(Thread command) {
    this.command = command;
  }

  /** Listens from now on, on behalf of the calling thread. */
  public static Interrupts hear() {
    Interrupts interrupts = new Interrupts(Thread.currentThread());
    for (String name : new String[] {"INT", "TERM"}) {
      Signals.on(name, () -> interrupts.signal(name));
    }
    return interrupts;
  }

  private void signal(String name) {
    if (first.compareAndSet(NONE, name)) {
      heard.countDown();
      command.interrupt();
    } else {
      Runtime.getRuntime().halt(Exit.INTERRUPTED);
    }
  }

  /** Returns once a signal came. */
  public void await() {
    try {
      heard.await();
    } catch (InterruptedException _) {
      // That is how the signal comes.
    }
    boolean _ = Thread.interrupted();
  }

  /** Whether one came. */
  public boolean came() {
    return heard.getCount() == 0;
  }

  /** What the process ends with: a polite stop is what SIGTERM asks for, Ctrl-C is a break. */
  public int exit() {
    return "TERM".equals(first.get()) ? Exit.DONE : Exit.INTERRUPTED;
  }
}
