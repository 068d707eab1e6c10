package dev.darkroom.deploy.cli.common;

/** The command's exit codes. */
public final class Exit {
  public static final int DONE = 0;

  /** What was asked for failed or fell short. */
  public static final int FAILED = 1;

  /** The call was wrong. */
  public static final int USAGE = 2;

  /** The farm cannot be reached. */
  public static final int UNREACHABLE = 3;

  public static final int INTERRUPTED = 130;

  private Exit() {}
}
