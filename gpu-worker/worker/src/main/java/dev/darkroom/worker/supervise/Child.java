package dev.darkroom.worker.supervise;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One process that is kept alive, and the thread that waits for its ends. The process's standard
 * input is a pipe from here that nothing is written to: however this process dies, it reads its end
 * and knows.
 */
final class Child {
  private static final Logger log = LoggerFactory.getLogger(Child.class);

  private final ChildCommand command;
  private final RestartPolicy policy;
  private final LongSupplier nanos;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread;
  private volatile ChildState state = new ChildState.Starting();
  private @Nullable Process process; // guarded by this

  Child(ChildCommand command, RestartPolicy policy, LongSupplier nanos) {
    this.command = command;
    this.policy = policy;
    this.nanos = nanos;
    this.thread =
        Thread.ofVirtual().name("supervisor-" + command.name()).unstarted(this::keepAlive);
  }

  void start() {
    thread.start();
  }

  ChildState state() {
    return state;
  }

  /** Asks the process to end, and starts none any more. */
  void ask() {
    stopping.countDown();
    live().ifPresent(Process::destroy);
  }

  void kill() {
    stopping.countDown();
    live().ifPresent(Process::destroyForcibly);
  }

  /** Waits for the thread, and so for the process; false if time is over. */
  boolean await(Duration time) throws InterruptedException {
    return thread.join(time);
  }

  private void keepAlive() {
    int failures = 0;
    int restarts = 0;
    boolean up = true;
    while (up && stopping.getCount() > 0) {
      long began = nanos.getAsLong();
      int code = runOnce(restarts);
      Duration uptime = Duration.ofNanos(nanos.getAsLong() - began);
      switch (policy.after(code, uptime, failures)) {
        case RestartPolicy.Verdict.StayDown down -> {
          state = new ChildState.Down(down.reason());
          up = false;
        }
        case RestartPolicy.Verdict.Restart again -> {
          failures = again.failures();
          restarts++;
          pause(again, restarts);
        }
      }
    }
    if (up) {
      state = new ChildState.Down("stopped");
    }
  }

  private void pause(RestartPolicy.Verdict.Restart again, int restarts) {
    state = new ChildState.Pausing(again.reason(), again.pause(), restarts);
    if (stopping.getCount() == 0) {
      return;
    }
    log.warn(
        "restart child={} reason={} failures={} pause_ms={}",
        command.name(),
        again.reason(),
        again.failures(),
        again.pause().toMillis());
    try {
      boolean _ = stopping.await(again.pause().toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException _) {
      stopping.countDown();
    }
  }

  /** Starts the process and waits for its end; a command that cannot start counts as a bad end. */
  private int runOnce(int restarts) {
    try {
      Process running = launch();
      state = new ChildState.Running(running.pid(), restarts);
      return running.waitFor();
    } catch (IOException e) {
      log.error("child {} cannot start: {}", command.name(), e.getMessage());
      return 127; // the shell's code for it
    } catch (InterruptedException _) {
      kill();
      return 130;
    }
  }

  private synchronized Process launch() throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command.command());
    builder.environment().putAll(command.environment());
    builder.redirectErrorStream(true);
    builder.redirectOutput(Redirect.appendTo(command.output().toFile()));
    process = builder.start();
    if (stopping.getCount() == 0) {
      process.destroy(); // the order came while it was starting
    }
    return process;
  }

  private synchronized Optional<Process> live() {
    return Optional.ofNullable(process).filter(Process::isAlive);
  }
}
