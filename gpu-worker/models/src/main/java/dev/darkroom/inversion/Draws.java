package dev.darkroom.inversion;

import java.util.List;

/** Where a training's inputs come from: a function of the call's number alone. */
@FunctionalInterface
public interface Draws {
  /** A draw for each picture of call {@code part}, counted from 0 over the whole training. */
  List<Draw> draw(long part);
}
