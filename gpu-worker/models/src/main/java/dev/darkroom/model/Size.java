package dev.darkroom.model;

import dev.darkroom.failure.ModelException;

/** A picture's size in pixels. */
public record Size(int width, int height) {
  public Size {
    if (width < 1) {
      throw ModelException.badRequest("width", "width " + width + " is below 1");
    }
    if (height < 1) {
      throw ModelException.badRequest("height", "height " + height + " is below 1");
    }
  }
}
