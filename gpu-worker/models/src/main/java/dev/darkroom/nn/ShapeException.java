package dev.darkroom.nn;

/**
 * Shapes that do not fit together, found while tracing. The message names where and both shapes.
 */
public final class ShapeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public ShapeException(String message) {
    super(message);
  }
}
