package dev.darkroom.world;

/** Where the shape's bounding box is centred: a cell of a 3×3 grid. */
public enum Position implements Term {
  TOP_LEFT(-1, -1),
  TOP(0, -1),
  TOP_RIGHT(1, -1),
  LEFT(-1, 0),
  CENTER(0, 0),
  RIGHT(1, 0),
  BOTTOM_LEFT(-1, 1),
  BOTTOM(0, 1),
  BOTTOM_RIGHT(1, 1);

  private final int column;
  private final int row;

  Position(int column, int row) {
    this.column = column;
    this.row = row;
  }

  /** −1 left, 0 middle, 1 right. */
  public int column() {
    return column;
  }

  /** −1 top, 0 middle, 1 bottom. */
  public int row() {
    return row;
  }

  boolean isCorner() {
    return column != 0 && row != 0;
  }

  /** The position of a column and a row, each −1, 0 or 1. */
  public static Position of(int column, int row) {
    return values()[(row + 1) * 3 + column + 1];
  }
}
