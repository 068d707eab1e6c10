package dev.darkroom.nn;

import dev.darkroom.weights.Shape;

/**
 * A weight that a module declared: its name in the checkpoint, its shape, and how it starts. Two
 * declarations are two weights, even if they look the same.
 */
public final class Param {
  private final String name;
  private final Shape shape;
  private final Init init;

  Param(String name, Shape shape, Init init) {
    this.name = name;
    this.shape = shape;
    this.init = init;
  }

  public String name() {
    return name;
  }

  public Shape shape() {
    return shape;
  }

  public Init init() {
    return init;
  }

  /** As in {@code conv_in.weight [320, 4, 3, 3]}. */
  @Override
  public String toString() {
    return name + " " + shape;
  }
}
