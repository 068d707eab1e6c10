package dev.darkroom.inversion;

/** Where a training's inputs come from: a function of the call's number alone. */
@FunctionalInterface
public interface Draws {
  /** The inputs of call {@code part}, counted from 0 over the whole training. */
  Draw draw(long part);
}
