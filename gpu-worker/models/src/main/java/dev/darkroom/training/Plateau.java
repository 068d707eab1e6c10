package dev.darkroom.training;

/**
 * Whether a loss, or any other number that is better when lower, has stopped to fall: it has when
 * for {@code patience} steps it was never lower, by {@code least} of itself, than the best before.
 * Steps are whatever the caller counts: updates, or savings. A value: {@link #after} gives the
 * next.
 *
 * @param patience steps
 * @param least share of the best that counts as lower, 0.01 for one in a hundred
 * @param best the lowest that counted; infinite at first
 * @param at the step of the best
 * @param seen the last step
 */
public record Plateau(long patience, double least, double best, long at, long seen) {
  public Plateau {
    if (patience < 1 || !(least >= 0 && least < 1)) {
      throw new IllegalArgumentException(
          "a plateau of %d steps with an improvement of %s cannot be told: use 1 or more steps and a share from 0 to 1"
              .formatted(patience, least));
    }
  }

  /** Before the first step. */
  public static Plateau of(long patience, double least) {
    return new Plateau(patience, least, Double.POSITIVE_INFINITY, 0, 0);
  }

  /** After a step with this value, 0 or more; one that is no number is no improvement. */
  public Plateau after(long step, double value) {
    boolean lower = value < best * (1 - least) || best == Double.POSITIVE_INFINITY;
    return lower && Double.isFinite(value)
        ? new Plateau(patience, least, value, step, step)
        : new Plateau(patience, least, best, at, step);
  }

  /** After the step that follows the last one. */
  public Plateau next(double value) {
    return after(seen + 1, value);
  }

  /** Whether the training may stop. */
  public boolean reached() {
    return seen - at >= patience;
  }
}
