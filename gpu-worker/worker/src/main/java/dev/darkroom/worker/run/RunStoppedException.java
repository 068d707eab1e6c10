package dev.darkroom.worker.run;

/** Leaves a run that was told to stop. Nothing is wrong, and nobody needs its stack. */
public final class RunStoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RunStoppedException() {
    super("the run was told to stop", null, false, false);
  }
}
