package dev.darkroom.farm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A {@code darkroom} command, or another program, in a process of its own, which a test may kill or
 * freeze.
 */
final class Child implements AutoCloseable {
  /**
   * Tests that were started in the background ignore Ctrl-C, and what they start inherits that;
   * this program lets it be heard again. Not every system's {@code env} can.
   */
  private static final List<String> HEARING_INTERRUPTS = List.of("env", "--default-signal=INT");

  private final Process process;
  private final Path log;

  private Child(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  static Child start(Path log, List<String> arguments) throws IOException {
    return start(log, "dev.darkroom.deploy.cli.Main", arguments);
  }

  /** Another program of this test's class path. */
  static Child start(Path log, String main, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(prefix());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1", // it lives for seconds
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dai.djl.offline=true",
            "-cp",
            System.getProperty("java.class.path"),
            main));
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    return new Child(process, log);
  }

  private static List<String> prefix() throws IOException {
    List<String> trial = new ArrayList<>(HEARING_INTERRUPTS);
    trial.add("true");
    try {
      return new ProcessBuilder(trial).start().waitFor() == 0 ? HEARING_INTERRUPTS : List.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Kills it as a failing machine would. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** Tells it to end, as an operator would, and gives its exit status. */
  int terminate() throws InterruptedException {
    process.destroy();
    return await();
  }

  /** Breaks it off, as Ctrl-C does, and gives its exit status. */
  int interrupt() throws Exception {
    signal("-INT");
    return await();
  }

  /** Stops it in mid-motion: alive, holding what it holds, and silent. */
  void freeze() throws Exception {
    signal("-STOP");
  }

  void thaw() throws Exception {
    signal("-CONT");
  }

  private void signal(String what) throws Exception {
    Process kill = new ProcessBuilder("kill", what, Long.toString(process.pid())).start();
    if (kill.waitFor() != 0) {
      throw new AssertionError("kill " + what + " failed");
    }
  }

  /** Its exit status. */
  int await() throws InterruptedException {
    if (!process.waitFor(Farmyard.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("still running; it said: " + said());
    }
    return process.exitValue();
  }

  /** What it wrote, errors included. */
  String said() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return "nothing: " + e;
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
