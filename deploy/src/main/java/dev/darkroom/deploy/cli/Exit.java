package dev.darkroom.deploy.cli;

/** The command's exit codes. */
final class Exit {
  static final int DONE = 0;

  /** What was asked for failed or fell short. */
  static final int FAILED = 1;

  /** The call was wrong. */
  static final int USAGE = 2;

  /** The farm cannot be reached. */
  static final int UNREACHABLE = 3;

  static final int INTERRUPTED = 130;

  private Exit() {}
}
