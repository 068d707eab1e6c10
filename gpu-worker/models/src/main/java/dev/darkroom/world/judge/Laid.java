package dev.darkroom.world.judge;

/**
 * A stencil laid on the picture: which of its cells fall inside, and the pixels that they cover.
 *
 * @param left the picture's column at which the stencil's first one lies
 * @param top likewise its row
 */
record Laid(Stencil stencil, int left, int top) {

  /** The stencil's first column inside the picture. */
  int firstX() {
    return Math.max(0, -left);
  }

  /** The column after its last one inside. */
  int endX() {
    return Math.min(stencil.side, Observed.SIDE - left);
  }

  /** The stencil's first row inside the picture. */
  int firstY() {
    return Math.max(0, -top);
  }

  /** The row after its last one inside. */
  int endY() {
    return Math.min(stencil.side, Observed.SIDE - top);
  }

  /** The cell's index in the stencil. */
  int cell(int x, int y) {
    return y * stencil.side + x;
  }

  /** The index of the pixel that a cell covers. */
  int pixel(int x, int y) {
    return (top + y) * Observed.SIDE + left + x;
  }
}
