package dev.darkroom.scheduler.sim;

/** Something that must never be true was. */
final class Violation extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Violation(String what) {
    super(what);
  }

  /** {@code what} is a format of {@code about}: {@code %s} for each. */
  @SuppressWarnings("AnnotateFormatMethod") // its annotation would be one more library
  static void unless(boolean holds, String what, Object... about) {
    if (!holds) {
      throw new Violation(what.formatted(about));
    }
  }
}
