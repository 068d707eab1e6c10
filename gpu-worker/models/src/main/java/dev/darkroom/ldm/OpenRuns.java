package dev.darkroom.ldm;

import dev.darkroom.failure.ModelException;

/**
 * The drawings of a model that were begun and not closed. While there are any the model's weights
 * stay as they are, so that a drawing ends with what it was begun with.
 */
final class OpenRuns {
  private int open;

  /** One more, until what is returned is closed. */
  Lease begin() {
    open++;
    return new Lease();
  }

  /**
   * Says that the weights are about to change.
   *
   * @throws ModelException with {@link ModelException.Code#RUN_OPEN} while a drawing is open
   */
  void requireNone() {
    if (open > 0) {
      throw new ModelException(
          ModelException.Code.RUN_OPEN,
          "drawings of this model are open (%d) and hold its weights: close them before it draws with others"
              .formatted(open));
    }
  }

  /** The hold of one drawing; closing it twice is closing it once. */
  final class Lease implements AutoCloseable {
    private boolean held = true;

    private Lease() {}

    @Override
    public void close() {
      if (held) {
        held = false;
        open--;
      }
    }
  }
}
