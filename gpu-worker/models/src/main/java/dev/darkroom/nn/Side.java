package dev.darkroom.nn;

/** Something beside a layer, added to what the layer returns. */
@FunctionalInterface
interface Side {
  /** Mostly there is nothing. */
  Side NONE = (_, y) -> y;

  /**
   * The layer's result with the side's added.
   *
   * @param x what the layer was given
   * @param y what it returned
   */
  Sym add(Sym x, Sym y);
}
