package dev.darkroom.worker.supervise;

import java.time.Duration;

/**
 * When a process that ended is started again: after a pause that doubles from {@code first} to
 * {@code longest} with every end in a row, and begins anew after {@code healthy} time alive.
 */
public record RestartPolicy(Duration first, Duration longest, Duration healthy) {
  public static final RestartPolicy DEFAULT =
      new RestartPolicy(Duration.ofMillis(500), Duration.ofSeconds(30), Duration.ofMinutes(1));

  /** The command line's own code for a call that was wrong: no repetition makes it right. */
  private static final int WRONG_CALL = 2;

  /** Doublings after which a pause is the longest whatever it began with. */
  private static final int MAX_DOUBLINGS = 30;

  public RestartPolicy {
    if (!first.isPositive() || longest.compareTo(first) < 0 || healthy.isNegative()) {
      throw new IllegalArgumentException(
          "restart pauses from "
              + first
              + " to "
              + longest
              + " make a storm: begin above zero, and end no shorter");
    }
  }

  /** What is to be done about an end. */
  public sealed interface Verdict {
    /** Start it again after this pause; {@code failures} ends in a row led here. */
    record Restart(Duration pause, int failures, String reason) implements Verdict {}

    /** Leave it down. */
    record StayDown(String reason) implements Verdict {}
  }

  /**
   * Judges the end of a process.
   *
   * @param exitCode 0 means that it left on purpose: it was drained
   * @param uptime how long it lived
   * @param failures ends in a row before this one
   */
  public Verdict after(int exitCode, Duration uptime, int failures) {
    if (exitCode == 0) {
      return new Verdict.StayDown("left");
    }
    if (exitCode == WRONG_CALL) {
      return new Verdict.StayDown("wrong_call");
    }
    int inARow = uptime.compareTo(healthy) >= 0 ? 1 : failures + 1;
    // Beyond 128 the shell's convention: ended by a signal.
    String reason =
        exitCode > 128 ? "killed_by_signal_" + (exitCode - 128) : "exit_code_" + exitCode;
    return new Verdict.Restart(pause(inARow), inARow, reason);
  }

  private Duration pause(int inARow) {
    Duration pause = first;
    for (int i = 1; i < Math.min(inARow, MAX_DOUBLINGS) && pause.compareTo(longest) < 0; i++) {
      pause = pause.multipliedBy(2);
    }
    return pause.compareTo(longest) < 0 ? pause : longest;
  }
}
