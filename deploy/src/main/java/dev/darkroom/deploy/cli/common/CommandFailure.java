package dev.darkroom.deploy.cli.common;

import dev.darkroom.client.Job;

/**
 * Ends a command with an exit code and one line that says what was wrong and what would be right.
 */
public final class CommandFailure extends RuntimeException {
  private final int exit;

  private CommandFailure(int exit, String message) {
    super(message);
    this.exit = exit;
  }

  /** What was asked for failed or fell short. */
  public static CommandFailure failed(String message) {
    return new CommandFailure(Exit.FAILED, message);
  }

  /** The call was wrong. */
  public static CommandFailure usage(String message) {
    return new CommandFailure(Exit.USAGE, message);
  }

  /** A job that did not succeed. */
  public static CommandFailure ended(Job job) {
    return failed(
        "job " + job.id() + " " + job.status() + job.error().map(e -> ": " + e).orElse(""));
  }

  public int exit() {
    return exit;
  }
}
