package dev.darkroom.nn;

import dev.darkroom.weights.Shape;

/** A weight that a module declared: its name in the checkpoint, its shape, and how it starts. */
public record Param(String name, Shape shape, Init init) {
  @Override
  public String toString() {
    return name + " " + shape;
  }
}
